import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateFiles, type StateFile } from '../../../src/facts/state-files.ts';
import { readFamily } from '../../../src/facts/probe/family.ts';
import { newStateFile } from '../../../src/formats/state-file.ts';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const codes = ['12345678', '98765432', '55555555'];

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

  function probe(shell: string): { readonly file: StateFile; readonly stdout: string } {
    const env = { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` };
    const { stdout, stderr } = spawnSync(
      shell,
      ['-c', [readFamily(), ...(stateFiles.preludes ?? []), stateFiles.probe(['eve'])].join('')],
      {
        encoding: 'utf8',
        env,
        // A bash whose input is a socket takes itself for one started by rshd, and reads its rc file.
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    assert.equal(stderr, '');
    const [file] = stateFiles.parse(stdout).files;
    assert.ok(file);
    return { file, stdout };
  }

  function write(text: string): void {
    writeFileSync(join(root, 'home/.google_authenticator'), text, { mode: 0o400 });
  }

  for (const shell of ['dash', 'bash']) {
    it(`tells everything but the secrets under ${shell}`, () => {
      write(newStateFile({ secret, scratchCodes: codes }));
      const { file, stdout } = probe(shell);
      assert.equal(file.secret, 'ok');
      assert.equal(file.file.kind, 'regular');
      assert.equal(file.file.mode, '400');
      assert.equal(file.home.kind, 'directory');
      assert.equal(file.scratchCodes, codes.length);
      assert.deepEqual(file.options, ['" RATE_LIMIT 3 30', '" WINDOW_SIZE 3', '" DISALLOW_REUSE', '" TOTP_AUTH']);
      for (const word of [secret, ...codes]) assert.ok(!stdout.includes(word));
    });

    it(`lets no secret out that stands in the wrong place under ${shell}`, () => {
      write(`"${secret}\n" ${secret}\n${secret}\n" TOTP_AUTH ${'x'.repeat(20)}\n${codes.join('\n')}\n`);
      const { file, stdout } = probe(shell);
      assert.equal(file.secret, 'malformed');
      assert.equal(file.unknownOptions, 1);
      assert.equal(file.scratchCodes, 0);
      for (const word of [secret, ...codes]) assert.ok(!stdout.includes(word));
    });

    for (const [name, text, expected] of [
      ['lower case, dashes and CRLF', 'jbsw-y3dp ehpk-3pxp\r\n" TOTP_AUTH\r\n', 'ok'],
      ['no newline at all', secret, 'ok'],
      ['too short', 'JBSWY3DP\n" TOTP_AUTH\n', 'malformed'],
      ['not base32', 'JBSWY3DPEHPK3PX9\n', 'malformed'],
      ['nothing', '', 'malformed'],
    ] as const) {
      it(`judges a secret of ${name} under ${shell}`, () => {
        write(text);
        assert.equal(probe(shell).file.secret, expected);
      });
    }

    it(`keeps malformed options as they are under ${shell}`, () => {
      write(`${secret}\n"RATE_LIMIT 3 30\n" TIME_SKEW -2\n" LAST0 198.51.100.7 1795279465\n`);
      assert.deepEqual(probe(shell).file.options, [
        '"RATE_LIMIT 3 30',
        '" TIME_SKEW -2',
        '" LAST0 198.51.100.7 1795279465',
      ]);
    });

    it(`does not follow a link, nor wait for a pipe, under ${shell}`, () => {
      const path = join(root, 'home/.google_authenticator');
      symlinkSync('/etc/passwd', path);
      assert.deepEqual(probe(shell).file.options, []);
      assert.equal(probe(shell).file.file.kind, 'symlink');
      rmSync(path);
      spawnSync('mkfifo', [path]);
      assert.equal(probe(shell).file.file.kind, 'other');
      rmSync(path);
      assert.equal(probe(shell).file.file.kind, 'absent');
    });

    it(`sees the mode and a missing home under ${shell}`, () => {
      write(secret);
      chmodSync(join(root, 'home/.google_authenticator'), 0o644);
      assert.equal(probe(shell).file.file.mode, '644');
      rmSync(join(root, 'home'), { recursive: true });
      assert.equal(probe(shell).file.home.kind, 'absent');
    });
  }
});
