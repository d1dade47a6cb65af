import assert from 'node:assert/strict';
import { breakGlassRefusals } from '../../../src/access/break-glass.ts';
import type { WayIn } from '../../../src/plan/access-verdict.ts';
import type { Fact, Facts } from '../../../src/facts/fact.ts';
import { sudoRights } from '../../../src/facts/sudo-rights.ts';
import { hostFacts, type AccountOverlay } from '../../scenarios/host.ts';

const free =
  'account:rescue\nUser rescue may run the following commands on h:\n    (ALL : ALL) NOPASSWD: ALL\nstatus:0\n';
const withPassword = free.replace('NOPASSWD: ', '');

/** Why `rescue` is no way in; empty when it is one. */
const nowhereElse = { origins: [], tunnelled: 'key', originsLeftOut: 0 } as const;

function problem(after: WayIn, sudo = free, account: AccountOverlay = {}): string {
  const rescue: AccountOverlay = { uid: 1000, password: 'locked', ...account };
  const host = hostFacts({ accounts: { rescue } });
  const facts: Facts = {
    get: <T>(fact: Fact<T>): T => (fact.name === sudoRights.name ? (sudoRights.parse(sudo) as T) : host.get(fact)),
  };
  const access = [
    { account: 'rescue', before: 'key', after, certainty: 'predicted', reason: '', ...nowhereElse } as const,
  ];
  const refusals = breakGlassRefusals(facts, access, ['rescue']);
  assert.ok(refusals.every(({ cause }) => cause === 'break-glass'));
  return refusals.map(({ message }) => message.replace(/^.*: /, '')).join();
}

describe('the way in without a code', () => {
  for (const [what, args, expected] of [
    ['is an exempt account with sudo', ['key'], ''],
    ['is an exempt account with sudo as root alone', ['key', free.replace('ALL : ALL', 'root')], ''],
    ['is root', ['key', '', { uid: 0 }], ''],
    ['is one with a password, for itself and for sudo', ['password', withPassword, { password: 'set' }], ''],
    ['is nobody who has no password for sudo', ['key', withPassword], /needs a password for sudo/],
    ['is nobody who needs a code', ['key+code'], /would need a code itself/],
    ['is nobody who is locked out', ['refused'], /could not log in/],
    ['is nobody of whom nobody knows', ['unknown'], /whether "rescue" could log in cannot be told/],
    ['is nobody whom the host lacks', ['key', free, { name: 'other' }], /there is no account "rescue"/],
    [
      'is nobody whose keys run a command of their own',
      ['key', free, { keys: ['restrict,command="borg serve" KEY', 'command="ls" KEY'] }],
      /has keys for a command of their own only/,
    ],
    [
      'is one with a key for a command and another one',
      ['key', free, { keys: ['restrict,command="borg serve" KEY', 'KEY'] }],
      '',
    ],
    ['is nobody with one command', ['key', free.replace(/ALL$/m, '/bin/ls')], /may not become root/],
    ['is nobody who becomes another user', ['key', free.replace('ALL : ALL', 'www-data')], /may not become root/],
    [
      'is nobody who may do nothing',
      ['key', 'account:rescue\nUser rescue is not allowed to run sudo\nstatus:0\n'],
      /may not/,
    ],
    ['is nobody of whom sudo says nothing', ['key', ''], /may become root cannot be told/],
    ['is nobody of whom sudo is cut short', ['key', free.replace('status:0\n', '')], /may become root cannot be told/],
  ] as const) {
    it(what, () => {
      const [after, sudo, account] = args;
      const found = problem(after, sudo, account);
      if (expected === '') assert.equal(found, '');
      else assert.match(found, expected);
    });
  }

  it('takes one of several, and nobody where none is asked for', () => {
    const facts = hostFacts({ accounts: { root: { authorizedKeys: 'present' } } });
    const access = [
      { account: 'root', before: 'key', after: 'key', certainty: 'predicted', reason: '', ...nowhereElse } as const,
    ];
    assert.deepEqual(breakGlassRefusals(facts, access, ['rescue', 'root']), []);
    assert.deepEqual(breakGlassRefusals(facts, [], []), []);
  });
});
