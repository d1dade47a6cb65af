import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretCopies } from '../../../src/facts/secret-copies.ts';
import { readFamily } from '../../../src/facts/probe/family.ts';

describe('the probe for copies of secrets', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'keyturn-copies-'));
    mkdirSync(join(root, 'bin'));
    mkdirSync(join(root, 'home'));
    // The only account of this machine has its home in our directory.
    const getent = `#!/bin/sh\n[ "$1" != passwd ] || echo 'eve:x:4242:4242::${root}/home:/bin/sh'\n`;
    writeFileSync(join(root, 'bin/getent'), getent, { mode: 0o755 });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function found(shell: string): readonly (readonly [kind: string, path: string])[] {
    const env = { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` };
    const script = [readFamily(), ...(secretCopies.preludes ?? []), secretCopies.probe(['eve'])].join('');
    const { stdout, stderr } = spawnSync(shell, ['-c', script], {
      ...{ encoding: 'utf8', env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    assert.equal(stderr, '');
    const copies = secretCopies.parse(stdout).filter(({ path }) => path.startsWith(`${root}/home/`));
    return copies.map(({ kind, path }) => [kind, path.slice(`${root}/home/`.length)]);
  }

  for (const shell of ['dash', 'bash']) {
    it(`finds files, and no links to the state file or to a history, under ${shell}`, () => {
      writeFileSync(join(root, 'home/.google_authenticator'), 'x');
      writeFileSync(join(root, 'home/.google_authenticator.old'), 'x');
      writeFileSync(join(root, 'home/.bash_history'), 'otpauth://totp/eve\n');
      symlinkSync('.google_authenticator', join(root, 'home/.google_authenticator.bak'));
      symlinkSync('.bash_history', join(root, 'home/.zsh_history'));
      assert.deepEqual(found(shell), [
        ['copy', '.google_authenticator.old'],
        ['history', '.bash_history'],
      ]);
    });
  }
});
