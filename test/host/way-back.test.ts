// What a revert must not take for granted: who listens, what systemd says, and that a file was read to its end.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { dropIn, HostRoot, newPam, nonce, runId, shellsInTurn } from './host-root.ts';

for (const [name, shell] of shellsInTurn()) {
  describe(`the way back, under ${name}`, function () {
    this.timeout(60_000);
    let host: HostRoot;
    let before: string;
    beforeEach(async () => {
      host = new HostRoot();
      before = host.listing();
      const staged = await host.stage(shell);
      assert.equal(staged.code, 0, staged.stdout + staged.stderr);
    });
    afterEach(() => {
      host.remove();
    });

    /** All that one needs to get in is there, and nothing is forgotten. */
    function assertStillNew(): void {
      assert.equal(host.read('etc/pam.d/sshd'), newPam);
      assert.ok(host.exists('home/games/.google_authenticator'));
      assert.equal(host.running(), dropIn);
      assert.equal(host.state(), 'reverting');
    }

    function assertOld(): void {
      assert.equal(host.listing(), before);
      assert.equal(host.running(), '');
      assert.equal(host.state(), 'reverted');
      assert.deepEqual(host.debris(), []);
    }

    it('tells a daemon that has read our files and does not listen yet', async () => {
      host.write('stub/slow-to-listen', '');
      const [program, ...words] = shell;
      const apply = [...words, host.at(`var/lib/keyturn/${runId}/apply.sh`), nonce];
      const child = spawn(program, apply, { stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } });
      await host.until(() => host.read('stub/log').includes('silent'), 20_000);
      child.kill('SIGTERM');
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 20);
      assertOld();
    });

    it('is not over where systemd does not say whether a daemon runs', () => {
      assert.equal(host.script(shell, 'apply', nonce).code, 0);
      mkdirSync(host.at('run/systemd/system'), { recursive: true });
      host.program(
        'usr/bin/systemctl',
        '#!/bin/sh\ncase $1 in is-active | reset-failed | stop) exit 0 ;; esac\nexit 1\n',
      );
      assert.equal(host.script(shell, 'revert').code, 21);
      assertStillNew();
      rmSync(host.at('run/systemd'), { recursive: true });
      rmSync(host.at('usr/bin/systemctl'));
      assert.equal(host.script(shell, 'revert').code, 0);
      assertOld();
    });

    it('is not over where the list of files cannot be read to its end', () => {
      assert.equal(host.script(shell, 'apply', nonce).code, 0);
      const list = `var/lib/keyturn/${runId}/files`;
      const whole = host.read(list);
      host.write(list, whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1));
      assert.equal(host.script(shell, 'revert').code, 21);
      assertStillNew();
      host.write(list, whole);
      assert.equal(host.script(shell, 'revert').code, 0);
      assertOld();
    });

    it('forgets no run whose state cannot be seen', () => {
      assert.equal(host.script(shell, 'apply', nonce).code, 0);
      const state = host.at(`var/lib/keyturn/${runId}/state`);
      rmSync(`${state}/armed.${nonce}`);
      assert.equal(host.script(shell, 'revert').code, 21);
      assert.ok(host.exists(`var/lib/keyturn/${runId}/before/2`));
      host.write(`var/lib/keyturn/${runId}/state/armed.${nonce}`, '');
      assert.equal(host.script(shell, 'revert').code, 0);
      assertOld();
    });

    it('is tried again where the kernel ended it', async () => {
      host.program('usr/bin/sleep', '#!/bin/sh\n[ "$1" != 600 ] && [ "$1" != 30 ] || set -- 1\nexec /bin/sleep "$@"\n');
      assert.equal(host.script(shell, 'apply', nonce).code, 0);
      // It ends whoever reverts, once.
      host.program(
        'usr/bin/mv',
        '#!/bin/sh\ncase $*:$(cat @ROOT@/stub/ended 2>/dev/null) in\n*00-keyturn*: | *reverting*:) echo 1 >@ROOT@/stub/ended; kill -KILL $PPID; exit 1 ;;\nesac\nexec /bin/mv "$@"\n',
      );
      const [program, ...words] = shell;
      const revert = host.at(`var/lib/keyturn/${runId}/revert.sh`);
      spawn(program, [...words, revert, '--after', '1', nonce], { stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } });
      await host.until(() => host.state() === 'reverted' && host.debris().length === 0, 20_000);
      assert.ok(host.exists('stub/ended'));
      assertOld();
    });
  });
}
