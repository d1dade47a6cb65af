import assert from 'node:assert/strict';
import { unknownPeer, type Peer } from '../../../src/formats/sshd-match.ts';
import {
  collect,
  decide,
  globalSetting,
  includePattern,
  overridesFor,
  placeText,
  walkSshdConfig,
} from '../../../src/formats/sshd-walk.ts';

const main = '/etc/ssh/sshd_config';
const alice = { name: 'alice', groups: ['staff'] };

function walk(files: Readonly<Record<string, string>>): ReturnType<typeof walkSshdConfig> {
  return walkSshdConfig(new Map(Object.entries(files)), main);
}

describe('formats/sshd-walk', () => {
  it('reads included files where the Include stands, in the order of their names', () => {
    const settings = walk({
      [main]: 'Port 1\nInclude sshd_config.d/*.conf /nowhere/*\nPort 4\n',
      '/etc/ssh/sshd_config.d/b.conf': 'Port 3\n',
      '/etc/ssh/sshd_config.d/B.conf': 'Port 2\n',
      '/etc/ssh/sshd_config.d/.hidden.conf': 'Port 9\n',
      '/etc/ssh/sshd_config.d/c.conf.bak': 'Port 9\n',
    });
    assert.deepEqual(
      settings.map(({ args }) => args[0]),
      ['1', '2', '3', '4'],
    );
    assert.deepEqual(settings.map(placeText).slice(1, 3), [
      '/etc/ssh/sshd_config.d/B.conf:1',
      '/etc/ssh/sshd_config.d/b.conf:1',
    ]);
  });

  it('ends a Match block with its file, and keeps the one around an Include', () => {
    const settings = walk({
      [main]: 'Include a.conf\nPort 1\nMatch User x\nInclude b.conf\nPort 2\nMatch all\nPort 3\n',
      '/etc/ssh/a.conf': 'Match User y\nPort 4\n',
      '/etc/ssh/b.conf': 'Port 5\nMatch Group z\nPort 6\n',
    });
    assert.deepEqual(
      settings.map(({ args, conditions }) => [args[0], conditions.map(({ line }) => line).join(' ')]),
      [
        ['4', '1'],
        ['1', ''],
        ['5', '3'],
        ['6', '3 2'],
        ['2', '3'],
        ['3', '6'],
      ],
    );
  });

  it('survives a file that includes itself', () => {
    assert.ok(walk({ [main]: 'Port 1\nInclude sshd_config\n' }).length < 100);
  });

  it('names the line that decides: the first one, unless a Match block applies', () => {
    const settings = walk({
      [main]: 'UsePAM no\nUsePAM yes\nMatch User bob\n X yes\nMatch Group staff\n X no\nMatch User alice\n X maybe\n',
    });
    assert.equal(globalSetting(settings, ['usepam'])?.line, 1);
    assert.equal(globalSetting(settings, ['x']), undefined);
    assert.deepEqual(
      overridesFor(settings, ['x'], alice).map(({ setting }) => setting.line),
      [6, 8],
    );
    const decision = decide(settings, ['x'], alice);
    assert.equal(decision.by === 'setting' && decision.setting.line, 6);
    assert.deepEqual(decide(settings, ['y'], alice), { by: 'default' });
  });

  it('says so when it depends on the origin, unless every origin gives the same', () => {
    const text = (value: string): string => `X a\nMatch Address 10.0.0.0/8\n X ${value}\n`;
    const differs = decide(walk({ [main]: text('b') }), ['x'], alice);
    assert.deepEqual(differs.by === 'origin' && differs.settings.map(({ line }) => line), [3, 1]);
    assert.equal(decide(walk({ [main]: text('a') }), ['x'], alice).by, 'setting');
  });

  it('counts Match all as global, and as a Match block', () => {
    const settings = walk({ [main]: 'X a\nMatch all\nX b\nY c\n' });
    assert.equal(globalSetting(settings, ['y'])?.line, 4);
    const decision = decide(settings, ['x'], alice);
    assert.equal(decision.by === 'setting' && decision.setting.line, 3);
  });

  it('decides by the origin where it is known', () => {
    const settings = walk({ [main]: 'X a\nMatch Address 10.0.0.0/8\n X b\nMatch LocalPort 2222\n X c\n' });
    const from = (address: string, localPort: number): Peer => ({ ...unknownPeer, address, localPort });
    const line = (peer: Peer): unknown => {
      const decision = decide(settings, ['x'], alice, peer);
      return decision.by === 'setting' ? decision.setting.line : decision.by;
    };
    assert.equal(line(from('10.1.2.3', 2222)), 3);
    assert.equal(line(from('192.0.2.1', 2222)), 5);
    assert.equal(line(from('192.0.2.1', 22)), 1);
    assert.equal(line({ ...unknownPeer, address: '192.0.2.1' }), 'origin');
  });

  for (const [title, text, expected, maybe] of [
    ['gathers the lines of a list', 'L a\nL b\n', 'a b', ''],
    ['lets a Match block replace the global list', 'L a\nMatch User alice\n L b\n', 'b', ''],
    ['gathers over all blocks that apply', 'L a\nMatch User alice\n L b\nMatch all\n L c\n', 'b c', ''],
    ['leaves out blocks that do not', 'L a\nMatch User bob\n L b\n', 'a', ''],
    ['tells what it does not know', 'L a\nMatch Address 10.0.0.0/8\n L b\n', 'a', 'b'],
  ] as const) {
    it(title, () => {
      const found = collect(walk({ [main]: text }), 'l', alice);
      assert.equal(found.settings.flatMap(({ args }) => args).join(' '), expected);
      assert.equal(found.maybe.flatMap(({ args }) => args).join(' '), maybe);
    });
  }

  for (const [pattern, path, expected] of [
    ['/a/*.conf', '/a/b.conf', true],
    ['/a/*.conf', '/a/b/c.conf', false],
    ['/a/*', '/a/.b', false],
    ['/a/.*', '/a/.b', true],
    ['/a/[!x]?', '/a/by', true],
    ['/a/[!x]?', '/a/xy', false],
    ['/a/b+c.conf', '/a/b+c.conf', true],
    ['/a/bcconf', '/a/b.conf', false],
    ['x.conf', '/etc/ssh/x.conf', true],
    ['/a/[', '/a/[', true],
  ] as const) {
    it(`Include ${pattern} ${expected ? 'takes' : 'leaves'} ${path}`, () => {
      assert.equal(includePattern(pattern)(path), expected);
    });
  }
});

describe('places in a file that a plan adds lines to', () => {
  const now = 'Port 22\nMatch User bob\n  PasswordAuthentication yes\n';
  const block = '# BEGIN KEYTURN\nInclude /etc/ssh/sshd_config.d/00-keyturn.conf\n# END KEYTURN\n';
  const place = (planned: string): string => {
    const settings = walkSshdConfig(new Map([[main, planned]]), main, new Map([[main, now]]));
    const found = settings.find(({ keyword }) => keyword === 'passwordauthentication');
    return `${found?.line ?? 0} under ${found?.conditions[0]?.line ?? 0}`;
  };

  it('are those of the host where the lines come first', () => {
    assert.equal(place(`${block}${now}`), '3 under 2');
  });

  it('are the same where nothing is added', () => {
    assert.equal(place(now), '3 under 2');
  });

  it('are those of the plan where the text is another one', () => {
    assert.equal(place(`${block}${now.replace('22', '2222')}`), '6 under 5');
  });
});
