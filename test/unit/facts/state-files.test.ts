import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAnswer } from '../../../src/facts/fact.ts';
import { stateFiles, type StateFile } from '../../../src/facts/state-files.ts';
import { readFamily } from '../../../src/facts/probe/family.ts';
import { newStateFile } from '../../../src/formats/state-file.ts';
import { stateSettings, type StateSettings } from '../../../src/formats/state-settings.ts';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const codes = ['12345678', '98765432', '55555555'];
const options = ['" RATE_LIMIT 3 30', '" WINDOW_SIZE 3', '" DISALLOW_REUSE', '" TOTP_AUTH'];

describe('the state-files probe', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'keyturn-state-'));
    mkdirSync(join(root, 'bin'));
    mkdirSync(join(root, 'home'));
    // The only account of this machine has its home in our directory.
    const getent = `#!/bin/sh\n[ "$1" != passwd ] || echo 'eve:x:4242:4242::${root}/home:/bin/sh'\n`;
    writeFileSync(join(root, 'bin/getent'), getent, { mode: 0o755 });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const path = (): string => join(root, 'home/.google_authenticator');

  function probe(shell: string): { readonly file: StateFile; readonly stdout: string } {
    const env = { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` };
    const script = [readFamily(), ...(stateFiles.preludes ?? []), stateFiles.probe(['eve'])].join('');
    // A bash whose input is a socket takes itself for one started by rshd, and reads its rc file.
    const { stdout, stderr } = spawnSync(shell, ['-c', script], {
      ...{ encoding: 'utf8', env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    assert.equal(stderr, '');
    assert.ok(isAnswer(stateFiles, stdout), stdout);
    const [file] = stateFiles.parse(stdout).files;
    assert.ok(file);
    return { file, stdout };
  }

  function write(text: string): void {
    rmSync(path(), { force: true });
    writeFileSync(path(), text, { mode: 0o400 });
  }

  function settings(shell: string): StateSettings {
    return stateSettings(probe(shell).file.text ?? assert.fail('no text'));
  }

  for (const shell of ['dash', 'bash', 'busybox']) {
    const sh = shell === 'busybox' ? join('bin', 'ash') : shell;
    describe(`under ${shell}`, () => {
      beforeEach(() => {
        if (shell === 'busybox') symlinkSync('/bin/busybox', join(root, 'bin/ash'));
      });
      const run = (): string => (shell === 'busybox' ? join(root, sh) : sh);

      it('tells everything but the secrets', () => {
        write(newStateFile({ secret, scratchCodes: codes }));
        const { file, stdout } = probe(run());
        assert.equal(file.text, ['0'.repeat(32), ...options, ...codes.map(() => '10000000'), ''].join('\n'));
        assert.deepEqual([file.file.kind, file.file.mode, file.size], ['regular', '400', 123]);
        assert.deepEqual([file.home.kind, file.leadsTo, file.room], ['directory', undefined, 'ok']);
        for (const word of [secret, ...codes]) assert.ok(!stdout.includes(word));
      });

      it('lets no secret out that stands in the wrong place', () => {
        const lines = [`"${secret}`, `" ${secret}`, secret, `" totp_auth ${secret}`, `x ${secret}`, ...codes];
        write(`${lines.join('\n')}\n`);
        const { file, stdout } = probe(run());
        assert.equal(file.text, ['?', '"?', 'x', '"?', 'x', '10000000', '10000000', '10000000', ''].join('\n'));
        for (const word of [secret, ...codes]) assert.ok(!stdout.includes(word));
      });

      for (const [name, text, length] of [
        ['lower case, dashes and CRLF', 'jbsw-y3dp ehpk-3pxp\r\n" TOTP_AUTH\r\n', 16],
        ['no newline at all', secret, 32],
        ['a byte of base32', 'QW\n" TOTP_AUTH\n', 2],
        ['less than a byte', 'Q\n" TOTP_AUTH\n', undefined],
        ['a digit that is none', 'JBSWY3DPEHPK3PX9\n', undefined],
        ['nothing', '\n" TOTP_AUTH\n', undefined],
      ] as const) {
        it(`tells the length of a secret of ${name}`, () => {
          write(text);
          assert.equal(settings(run()).secretLength, length);
        });
      }

      it('keeps lines as they are where they name an option, and their places', () => {
        const lines = ['"RATE_LIMIT 3 30 ', '', '" TIME_SKEW -2\r', '" LAST0 198.51.100.7 1795279465', '# " TOTP_AUTH'];
        write([secret, ...lines].join('\n'));
        assert.equal(probe(run()).file.text, ['0'.repeat(32), ...lines.slice(0, 4), 'x" TOTP_AUTH', ''].join('\n'));
      });

      it('keeps what an option should not hold from passing for it', () => {
        write(`${secret}\n" RATE_LIMIT 3 30 für\n" WINDOW_SIZE 3\u001b[2J\n" TOTP_AUTH\n`);
        const { file } = probe(run());
        assert.equal(file.text?.split('\n')[2], '" WINDOW_SIZE 3??2J');
        const [fault, other] = stateSettings(file.text).faults;
        assert.deepEqual([fault?.option.line, other?.option.line], [2, 3]);
      });

      it('ends an option at a carriage return within a line, as the module does', () => {
        write(`${secret}\nx\r" WINDOW_SIZE 0\r\n" TOTP_AUTH\n`);
        assert.equal(probe(run()).file.text?.split('\n')[1], 'x\r" WINDOW_SIZE 0\r');
      });

      it('sees bytes that are zero, which no shell reads', () => {
        write(`${secret}\n" TOTP_AUTH\n\0`);
        assert.ok(probe(run()).file.text?.includes('\0'));
        write(`${secret}\n" TOTP_AUTH\n`);
        assert.ok(!probe(run()).file.text?.includes('\0'));
      });

      it('reads no file to its end that nobody has', () => {
        write(`${secret}\n${'x\n'.repeat(3000)}" TOTP_AUTH\n`);
        assert.equal(probe(run()).file.text, undefined);
        write(`${secret}\n" DISALLOW_REUSE ${'59842648 '.repeat(2000)}\n" TOTP_AUTH\n`);
        assert.equal(probe(run()).file.text, undefined);
        write(`${secret}\n${'x'.repeat(65_536)}\n`);
        assert.deepEqual([probe(run()).file.text, probe(run()).file.size], [undefined, 65_570]);
      });

      it('follows a link, and waits for no pipe', () => {
        writeFileSync(join(root, 'there'), `${secret}\n" TOTP_AUTH\n`);
        symlinkSync('../there', path());
        const { file } = probe(run());
        assert.deepEqual([file.leadsTo, file.file.kind], [join(root, 'there'), 'regular']);
        assert.ok(file.text?.includes('TOTP_AUTH'));
        rmSync(join(root, 'there'));
        assert.deepEqual([probe(run()).file.leadsTo, probe(run()).file.file.kind], [join(root, 'there'), 'absent']);
        rmSync(path());
        spawnSync('mkfifo', [path()]);
        assert.equal(probe(run()).file.file.kind, 'other');
        rmSync(path());
        assert.equal(probe(run()).file.file.kind, 'absent');
      });

      it('sees the mode and a missing home', () => {
        write(secret);
        chmodSync(path(), 0o644);
        assert.equal(probe(run()).file.file.mode, '644');
        rmSync(join(root, 'home'), { recursive: true });
        assert.equal(probe(run()).file.home.kind, 'absent');
      });
    });
  }
});

/** What is said of eve's file, whose home is of this mode and owner, below a folder of that. */
function eve(home: string, above = '755:0:0', more = ''): StateFile {
  const [file] = stateFiles.parse(`account:eve:1000:1000:/home/eve
real:/home/eve:/home/eve
home:/home/eve
${more}
path:755:0:0:4096:directory:/
path:${above}:4096:directory:/home
path:${home}:4096:directory:/home/eve
path:400:1000:1000:90:regular file:/home/eve/.google_authenticator
|00000000
`).files;
  assert.ok(file);
  return file;
}

describe('what an account may do', () => {
  for (const [home, above, more, reach, mayWrite] of [
    ['755:1000:1000', '755:0:0', '', 'yes', 'yes'],
    ['555:1000:1000', '755:0:0', '', 'yes', 'no'],
    ['655:1000:1000', '755:0:0', '', 'no', 'no'],
    ['755:0:0', '755:0:0', '', 'yes', 'no'],
    ['777:0:0', '755:0:0', '', 'yes', 'yes'],
    ['770:0:1000', '755:0:0', '', 'yes', 'yes'],
    ['707:0:1000', '755:0:0', '', 'no', 'no'],
    ['770:0:100', '755:0:0', '', 'no', 'no'],
    // sshd may have the group 0 among its further groups.
    ['770:0:0', '755:0:0', '', 'unknown', 'unknown'],
    ['700:0:0', '755:0:0', '', 'no', 'no'],
    ['755:1000:1000', '700:0:0', '', 'no', 'yes'],
    ['755:1000:1000', '711:0:0', '', 'yes', 'yes'],
    // What an access list says of others is not known, and of the owner it says what the mode does.
    ['755:0:0', '755:0:0', 'list:/home/eve', 'unknown', 'unknown'],
    ['755:1000:1000', '755:0:0', 'list:/home/eve', 'yes', 'yes'],
  ] as const) {
    it(`${home} below ${above} ${more}: reach ${reach}, write ${mayWrite}`, () => {
      const file = eve(home, above, more);
      assert.deepEqual([file.reach, file.mayWrite], [reach, mayWrite]);
      const closed = above.startsWith('700') ? '/home' : '/home/eve';
      assert.equal(file.barrier, reach === 'no' ? closed : undefined);
    });
  }

  for (const [left, room] of [
    ['left:257:4096:1000:900:/home/eve', 'ok'],
    ['left:256:4096:1000:900:/home/eve', 'low'],
    ['left:2000:4096:1000:7:/home/eve', 'low'],
    ['left:2000:4096:0:0:/home/eve', 'ok'],
    ['left:1:4096:1000:1:/home/eve', 'low'],
    ['left:0:4096:1000:900:/home/eve', 'full'],
    ['left:2000:4096:1000:0:/home/eve', 'full'],
    ['', 'unknown'],
  ] as const) {
    it(`${left}: ${room}`, () => {
      assert.equal(eve('755:1000:1000', '755:0:0', left).room, room);
    });
  }
});
