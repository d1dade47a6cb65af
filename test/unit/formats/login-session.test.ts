import assert from 'node:assert/strict';
import { parseSession, sessionChanges, type LoginSession } from '../../../src/formats/login-session.ts';

interface Printed {
  readonly groups?: string;
  readonly umask?: string;
  readonly files?: string;
  readonly environment?: readonly string[];
}

function printed({ groups = 'alice', umask = '0022', files = '1024', environment = [] }: Printed = {}): string {
  return [
    'a word of the shell',
    ...['keyturn-session', groups, umask, 'Limit                     Soft Limit           Hard Limit           Units'],
    `Max open files            ${files.padEnd(20)} 4096                 files`,
    ...['keyturn-session-environment', 'HOME=/home/alice', ...environment, '', '', 'keyturn-session-end', ''],
  ].join('\n');
}

function session(over: Printed): LoginSession {
  const parsed = parseSession(printed(over));
  assert.ok(parsed);
  return parsed;
}

const changes = (before: Printed, after: Printed): readonly string[] => [
  ...sessionChanges(session(before), session(after)).values(),
];

describe('the session of a login', () => {
  it('is the same where nothing differs but what each login has of its own', () => {
    const environment = (port: number): readonly string[] => [
      `SSH_CONNECTION=192.0.2.1 ${port}`,
      `XDG_SESSION_ID=${port}`,
    ];
    assert.deepEqual(changes({ environment: environment(1) }, { environment: environment(2) }), []);
  });

  for (const [before, after, expected] of [
    [{ groups: 'alice audio' }, {}, ['group audio ends']],
    [{ groups: 'alice audio' }, { groups: 'audio alice' }, []],
    [{}, { groups: 'alice wheel' }, ['group wheel begins']],
    [{ umask: '0022' }, { umask: '0002' }, ['umask 0022 → 0002']],
    [{ files: '1024' }, { files: '777' }, ['limit of open files 1024 4096 → 777 4096']],
    [{ environment: ['http_proxy=x'] }, {}, ['variable http_proxy ends']],
    [{}, { environment: ['LANG=C'] }, ['variable LANG begins']],
  ] as const) {
    it(`differs: ${JSON.stringify([before, after])}`, () => {
      assert.deepEqual(changes(before, after), expected);
    });
  }

  it('never shows a value of the environment', () => {
    const [change = ''] = changes({ environment: ['TOKEN=hunter2'] }, { environment: ['TOKEN=hunter3'] });
    assert.equal(change, 'variable TOKEN changes');
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['a refusal', 'This account is currently not available.\n'],
    ['one that was cut off', printed().replace('keyturn-session-end', '')],
    ['one without its beginning', printed().replace('keyturn-session\n', '')],
  ] as const) {
    it(`is not read from ${what}`, () => {
      assert.equal(parseSession(text), undefined);
    });
  }
});
