import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sshDaemons } from '../../../src/facts/ssh-daemons.ts';

describe('the probe for SSH daemons', () => {
  let root: string;
  let daemon: ChildProcess;

  // A shell that goes by the name of a daemon, and shows its words as such a one does that sets no title.
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'keyturn-daemons-'));
    symlinkSync('/bin/dash', join(root, 'sshd'));
    daemon = spawn(join(root, 'sshd'), ['-c', 'echo ready; read line', '-Df', '/etc/ssh/other\nconfig']);
    assert.ok(daemon.stdout);
    await once(daemon.stdout, 'data');
  });
  afterEach(() => {
    daemon.kill();
    rmSync(root, { recursive: true });
  });

  for (const shell of ['dash', 'bash']) {
    it(`tells the words of a command line apart under ${shell}`, () => {
      const stdout = execFileSync(shell, ['-c', sshDaemons.probe([])], { encoding: 'utf8' });
      const own = sshDaemons.parse(stdout).find(({ pid }) => pid === daemon.pid);
      assert.equal(own?.commandLine, `${root}/sshd -c echo ready; read line -Df /etc/ssh/other config`);
    });
  }
});
