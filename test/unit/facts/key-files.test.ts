// Where the probe finds keys, what of them it tells, and what it never tells: on a made-up host under three shells.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { accounts, type Account } from '../../../src/facts/accounts.ts';
import { readPasswd } from '../../../src/facts/probe/passwd.ts';
import { nextWord } from '../../../src/facts/probe/sshd-walk.ts';
import { sampleKey } from '../../scenarios/host.ts';

const uid = 4242;

describe('the probe for keys', function () {
  this.timeout(60_000);
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'keyturn-keys-'));
    chmodSync(root, 0o755);
    write('bin/getent', `#!/bin/sh\n[ "$1" != passwd ] || echo "eve:x:${uid}:${uid}::${root}/home:/bin/sh"\n`);
    mkdirSync(join(root, 'home'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function write(path: string, text: string, mode = 0o755): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode });
  }

  interface Answer {
    readonly eve: Account;
    readonly places: readonly string[];
    readonly printed: string;
  }

  /** What the probe says under each shell, which must be the same. */
  function ask(sshd = '', as: readonly string[] = []): Answer {
    const script = [
      `nl='\n'\nblank=$(printf ' \\t\\r=')\n${nextWord}\n`,
      `all_configs='file:/etc/ssh/sshd_config\n${sshd.replaceAll('/ROOT', root).replace(/^/gm, '|')}'\n`,
      ...[readPasswd, accounts.probe([])],
    ].join('');
    const answers = [['dash'], ['bash'], ['busybox', 'ash']].map((shell) => {
      const [program, ...rest] = [...as, ...shell, '-c', script];
      const env = { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` };
      const stdio = ['ignore', 'pipe', 'pipe'] as const;
      const { stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', env, cwd: '/', stdio: [...stdio] });
      assert.equal(stderr, '');
      assert.ok(
        stdout.split('\n').every((line) => line === '' || accounts.line?.test(line)),
        stdout,
      );
      return stdout.replaceAll(root, '/ROOT');
    });
    const [printed = ''] = answers;
    assert.ok(answers.every((one) => one === printed));
    const read = accounts.parse(printed);
    const [eve] = read.accounts;
    assert.ok(eve);
    return { eve, places: read.keyPlaces, printed };
  }

  const linesOf = ({ eve }: Answer): readonly string[] =>
    eve.keyFiles.flatMap(({ lines }) => lines.map(({ line, found }) => `${line} ${found.kind} ${found.raw.trim()}`));

  it('tells lines without comments, and of what stands in quotes only what the model reads', () => {
    const text = [
      '# eve@laptop',
      '',
      `${sampleKey} eve@laptop of the third floor`,
      `\t from="10.0.0.0/8,!10.1.1.1",environment="TOKEN=secret" ${sampleKey} eve`,
      `command="/usr/bin/backup --password secret",Expiry-Time="20300101" ${sampleKey}`,
      `no-pty,command="echo \\"secret\\""   ${sampleKey}\r`,
      `RESTRICT,COMMAND="echo 'log in as debian'" ${sampleKey}`,
      'secret $(touch /tmp/secret) words',
      `permitopen="host:22" ssh-ed25519 AAAA%secret`,
      `command="secret ${sampleKey}`,
      `restrict,secr\u00e9t ${sampleKey}`,
    ].join('\n');
    write('home/.ssh/authorized_keys', text, 0o600);
    const answer = ask();
    assert.deepEqual(linesOf(answer), [
      `3 key ${sampleKey}`,
      `4 key from="10.0.0.0/8,!10.1.1.1",environment="" ${sampleKey}`,
      `5 key command="",Expiry-Time="20300101" ${sampleKey}`,
      `6 key no-pty,command="echo \\"secret\\"" ${sampleKey}`,
      `7 key RESTRICT,COMMAND="echo 'log in as debian'" ${sampleKey}`,
      ...[8, 9, 10, 11].map((line) => `${line} broken ?`),
    ]);
    assert.equal(answer.printed.match(/secret/g)?.length, 1);
    assert.doesNotMatch(answer.printed, /laptop|third/);
    const [file] = answer.eve.keyFiles;
    assert.deepEqual([file?.place, file?.path], ['.ssh/authorized_keys', '/ROOT/home/.ssh/authorized_keys']);
    assert.deepEqual(
      file?.paths.map(({ path, mode }) => `${mode.toString(8)} ${path}`),
      ['600 /ROOT/home/.ssh/authorized_keys', '755 /ROOT/home/.ssh', '755 /ROOT/home'],
    );
  });

  it('looks in every place that a line names, with the tokens of sshd', () => {
    const sshd = [
      'AuthorizedKeysFile /ROOT/keys/%u "%h/k %%" .ssh/authorized_keys2 none',
      'Match User x',
      ' authorizedkeysfile=/ROOT/uid/%U %h/.ssh/%k /ROOT/glob/*',
      '# AuthorizedKeysFile /etc/no',
    ].join('\n');
    for (const path of ['keys/eve', 'home/k %', 'home/.ssh/authorized_keys2', `uid/${uid}`])
      write(path, sampleKey, 0o644);
    const { eve, places } = ask(sshd);
    assert.deepEqual(places, [
      ...['.ssh/authorized_keys', '.ssh/authorized_keys2', '/ROOT/keys/%u', '%h/k %%'],
      ...['/ROOT/uid/%U', '%h/.ssh/%k', '/ROOT/glob/*'],
    ]);
    assert.deepEqual(
      eve.keyFiles.map(({ place, path, lines }) => [place, path, lines.length]),
      [
        ['.ssh/authorized_keys2', '/ROOT/home/.ssh/authorized_keys2', 1],
        ['/ROOT/keys/%u', '/ROOT/keys/eve', 1],
        ['%h/k %%', '/ROOT/home/k %', 1],
        ['/ROOT/uid/%U', `/ROOT/uid/${uid}`, 1],
      ],
    );
    assert.deepEqual(eve.hidden, ['%h/.ssh/%k', '/ROOT/glob/*']);
    // Elsewhere sshd looks at every folder up to the root.
    assert.equal(eve.keyFiles[1]?.paths.at(-1)?.path, '/');
  });

  it('follows symbolic links, and says where they lead', () => {
    write('store/eve', sampleKey, 0o644);
    mkdirSync(join(root, 'home/.ssh'));
    symlinkSync(join(root, 'store/eve'), join(root, 'home/.ssh/authorized_keys'));
    symlinkSync(join(root, 'store/none'), join(root, 'home/.ssh/authorized_keys2'));
    symlinkSync(join(root, 'store'), join(root, 'linked'));
    const { eve } = ask('AuthorizedKeysFile .ssh/authorized_keys /ROOT/linked/%u');
    assert.deepEqual(
      eve.keyFiles.map(({ path, paths, lines }) => [path, paths[0]?.path, paths[1]?.path, lines.length]),
      [
        ['/ROOT/home/.ssh/authorized_keys', '/ROOT/store/eve', '/ROOT/store', 1],
        ['/ROOT/linked/eve', '/ROOT/store/eve', '/ROOT/store', 1],
      ],
    );
  });

  it('knows what is no regular file, what is too large, and what has too many lines', () => {
    mkdirSync(join(root, 'home/dir/inside'), { recursive: true });
    write('home/large', `${sampleKey}\n`.repeat(900));
    write('home/long', `${'# x\n'.repeat(500)}${sampleKey}\n`);
    const { eve } = ask('AuthorizedKeysFile dir large long');
    assert.deepEqual(
      eve.keyFiles.map(({ place, regular, complete, lines }) => [place, regular, complete, lines.length]),
      [
        ['dir', false, true, 0],
        ['large', true, false, 0],
        ['long', true, false, 0],
      ],
    );
  });

  it('sends keys up to a limit, and then their length', () => {
    const rsa = `ssh-rsa ${'A'.repeat(4000)}`;
    const sshd = Array.from({ length: 8 }, (_, index) => `AuthorizedKeysFile k${index}`).join('\n');
    for (let index = 0; index < 8; index += 1) write(`home/k${index}`, `restrict ${rsa}\n`.repeat(10));
    const answer = ask(sshd);
    const found = answer.eve.keyFiles.flatMap(({ lines }) => lines.map((line) => line.found));
    const unsent = found.filter((one) => one.kind === 'key' && one.base64 === '');
    assert.deepEqual([found.length, unsent.length], [80, 15]);
    assert.ok(unsent.every((one) => one.kind === 'key' && one.options[0]?.name === 'restrict'));
  });

  it('says of what it may not look at that it is hidden', () => {
    write('home/.ssh/authorized_keys', sampleKey, 0o600);
    chmodSync(join(root, 'home/.ssh'), 0o700);
    chownSync(join(root, 'home/.ssh'), uid, uid);
    write('keys/eve', sampleKey, 0o600);
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const { eve } = ask('AuthorizedKeysFile .ssh/authorized_keys /ROOT/keys/%u /ROOT/nowhere/%u', nobody);
    assert.deepEqual(eve.hidden, ['.ssh/authorized_keys', '.ssh/authorized_keys2']);
    assert.deepEqual(
      eve.keyFiles.map(({ place, complete }) => [place, complete]),
      [['/ROOT/keys/%u', false]],
    );
  });
});
