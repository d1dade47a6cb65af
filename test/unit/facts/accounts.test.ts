// Which accounts the probe takes for ones that can log in, and the names of their groups, on a made-up host under two shells.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { accounts } from '../../../src/facts/accounts.ts';
import { readPasswd } from '../../../src/facts/probe/passwd.ts';
import { nextWord } from '../../../src/facts/probe/sshd-walk.ts';

/** An account `eve` with what is usual for an account of a person but has no shell. */
interface Case {
  readonly uid?: number;
  readonly shell?: string;
  readonly password?: string;
  /** A file with a key in it, seen from the home. */
  readonly keys?: string;
  readonly sshd?: string;
  readonly named?: true;
  /** The probe may not read /etc/shadow, as it is without root. */
  readonly unprivileged?: true;
}

const usualKeys = '.ssh/authorized_keys';

const cases: readonly (readonly [what: string, account: Case, capable: boolean | undefined])[] = [
  ['a shell', { shell: '/bin/sh' }, true],
  ['no shell and a key', { keys: usualKeys }, true],
  ['no shell and a key in the second file', { keys: '.ssh/authorized_keys2' }, true],
  ['/bin/false and a key', { shell: '/bin/false', keys: usualKeys }, true],
  ['no shell and a password', { password: '$y$j9T$x$y' }, true],
  ['no shell and an empty password', { password: '' }, true],
  ['no shell and nothing', {}, undefined],
  ['no shell and a locked password', { password: '!$y$j9T$x$y' }, undefined],
  ['no shell and nothing, asked for by name', { named: true }, false],
  ['no shell and a key, asked for by name', { keys: usualKeys, named: true }, true],
  ['no shell, the number of a daemon, and a key', { uid: 33, keys: usualKeys }, true],
  ['no shell and the number of a daemon', { uid: 33 }, undefined],
  ['no shell, the number of root, and a key', { uid: 0, keys: usualKeys }, true],
  ['no shell and the number of root', { uid: 0 }, undefined],
  ['the number of root', { uid: 0, shell: '/bin/sh' }, true],
  ['the number of a daemon', { uid: 33, shell: '/bin/sh' }, undefined],
  ['the number of a daemon, seen without root', { uid: 33, shell: '/bin/sh', unprivileged: true }, true],
  ['no shell and a key elsewhere', { keys: 'eve%/keys', sshd: 'AuthorizedKeysFile %h/%u%%/keys' }, true],
  [
    'no shell and a key in a second place',
    { keys: 'eve/keys', sshd: `authorizedkeysfile ${usualKeys} "%u/keys"` },
    true,
  ],
  ['no shell and a key in a place after =', { keys: 'eve/keys', sshd: 'AuthorizedKeysFile=%u/keys' }, true],
  ['no shell and nothing where keys are elsewhere', { sshd: 'AuthorizedKeysFile /etc/no-keys/%u %x/%' }, undefined],
  ['no shell where a command tells keys', { sshd: 'AuthorizedKeysCommand /bin/tell' }, undefined],
  [
    'the number of a daemon where a command tells keys',
    { uid: 33, shell: '/bin/sh', sshd: 'AuthorizedKeysCommand /x' },
    true,
  ],
];

describe('the accounts probe', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'keyturn-accounts-'));
    mkdirSync(join(root, 'bin'));
    mkdirSync(join(root, 'home'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o755 });
  }

  for (const shell of ['dash', 'bash']) {
    for (const [what, account, capable] of cases) {
      it(`counts ${what}: ${capable ?? 'not looked at'}, under ${shell}`, () => {
        const { uid = 4242, shell: login = '/usr/sbin/nologin', password = '!', keys, sshd = '' } = account;
        write(
          'bin/getent',
          `#!/bin/sh
case $1 in
passwd) echo 'eve:x:${uid}:4242::${root}/home:${login}' ;;
shadow) echo 'eve:${password}:19000:0:99999:7:::' ;;
esac
`,
        );
        if (account.unprivileged === undefined) write('shadow', '');
        if (keys !== undefined) write(`home/${keys}`, 'ssh-ed25519 AAAA\n');
        const script = [
          `nl='\n'\nblank=$(printf ' \\t\\r=')\n${nextWord}\n`,
          `all_configs='file:/etc/ssh/sshd_config\n|${sshd}'\n`,
          readPasswd,
          accounts.probe(account.named ? ['eve'] : []),
        ];
        const { stdout, stderr } = spawnSync(
          shell,
          ['-c', script.join('').replaceAll('/etc/shadow', join(root, 'shadow'))],
          {
            encoding: 'utf8',
            env: { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` },
            stdio: ['ignore', 'pipe', 'pipe'],
          },
        );
        assert.equal(stderr, '');
        assert.equal(accounts.parse(stdout).accounts[0]?.loginCapable, capable);
      });
    }
  }
});
