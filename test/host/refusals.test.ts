import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  account,
  dropIn,
  HostRoot,
  newPam,
  nonce,
  oldPam,
  runId,
  shellsInTurn,
  usual,
  type Ran,
  type Wanted,
} from './host-root.ts';

const home = `home/${account}`;

/** The words of the last answer, decoded as far as a test needs it. */
function answer(ran: Ran): string {
  const line = ran.stdout.trim().split('\n').at(-1) ?? '';
  return line.replaceAll('\\0040', ' ').replace(`keyturn ${nonce} `, '');
}

for (const [name, shell] of shellsInTurn()) {
  describe(`what stage.sh refuses, under ${name}`, function () {
    this.timeout(60_000);
    let host: HostRoot;
    beforeEach(() => {
      host = new HostRoot();
    });
    afterEach(() => {
      host.remove();
    });

    /** Stages, which must fail in this way and leave the host as it was before the call. */
    async function refused(code: number, pattern: RegExp, wanted: Wanted = usual, seconds = 600): Promise<void> {
      const before = host.listing();
      const ran = await host.stage(shell, wanted, { runId, nonce }, seconds);
      assert.equal(ran.code, code, ran.stdout + ran.stderr);
      assert.match(answer(ran), pattern);
      assert.equal(host.listing(), before);
      assert.deepEqual(host.debris(), []);
      assert.equal(host.state(), 'none');
      assert.ok(!host.exists('var/lib/keyturn'));
    }

    it('a file that is not what the plan was made from', async () => {
      host.write('etc/pam.d/sshd', `${oldPam}# edited\n`);
      await refused(11, /^drifted \/etc\/pam\.d\/sshd$/);
    });

    it('a file that has come into being', async () => {
      host.write('etc/ssh/sshd_config.d/00-keyturn.conf', dropIn);
      await refused(11, /^drifted \/etc\/ssh\/sshd_config\.d\/00-keyturn\.conf$/);
    });

    it('a file that has gone', async () => {
      unlinkSync(host.at('etc/pam.d/sshd'));
      await refused(11, /^drifted \/etc\/pam\.d\/sshd$/);
    });

    it('a host that another run holds, and says whose', async () => {
      await host.stage(shell);
      const other = await host.stage(shell, usual, { runId: 'other', nonce: 'fedcba9876543210' });
      assert.equal(other.code, 10, other.stdout + other.stderr);
      assert.match(other.stdout, new RegExp(`^keyturn fedcba9876543210 locked \\S+ ${nonce} \\d+ alice@desk$`, 'm'));
      assert.equal(host.state(), 'armed');
      assert.equal(host.script(shell, 'apply', nonce).code, 0);
    });

    for (const state of ['armed', 'reverting']) {
      it(`a host on which a run is ${state} whose lock a reboot has taken away`, async () => {
        await host.stage(shell);
        assert.equal(host.script(shell, 'apply', nonce).code, 0);
        if (state === 'reverting') {
          const folder = host.at(`var/lib/keyturn/${runId}/state`);
          renameSync(join(folder, `armed.${nonce}`), join(folder, `reverting.${nonce}`));
        }
        rmSync(host.at('run/keyturn.lock'), { recursive: true });
        const before = host.listing();
        const id = { runId: 'other', nonce: 'fedcba9876543210' };
        const other = await host.stage(shell, { changes: [] }, id);
        assert.equal(other.code, 10, other.stdout + other.stderr);
        assert.match(other.stdout, new RegExp(`^keyturn ${id.nonce} locked ${runId} ${nonce} \\d+ alice@desk$`, 'm'));
        assert.deepEqual([host.listing(), host.state()], [before, state]);
        assert.ok(!host.exists('run/keyturn.lock') && !host.exists('var/lib/keyturn/other'));
        // Once it is back, anybody may stage.
        assert.equal(host.script(shell, 'revert', nonce).code, 0);
        const next = await host.stage(shell, { changes: [] }, id);
        assert.equal(next.code, 0, next.stdout + next.stderr);
      });
    }

    it('a host whose timer has fired before the run was armed', async () => {
      mkdirSync(host.at('run/systemd/system'), { recursive: true });
      mkdirSync(host.at('etc/systemd/system/sysinit.target.wants'), { recursive: true });
      host.program('usr/bin/systemctl', '#!/bin/sh\nexit 1\n');
      host.program(
        'usr/bin/systemd-run',
        '#!/bin/sh\nwhile [ "$1" != /bin/sh ]; do shift; done\n"$@" >@ROOT@/stub/fired || :\n',
      );
      await refused(12, /^refused time - the host took longer/, usual, 0);
      assert.match(host.read('stub/fired'), /nothing-armed/);
    });

    it('a PAM file that leads to one which others read as well', async () => {
      rmSync(host.at('etc/pam.d/sshd'));
      host.write('etc/pam.d/system-auth', oldPam);
      symlinkSync('system-auth', host.at('etc/pam.d/sshd'));
      await refused(12, /^refused symlink \/etc\/pam\.d\/sshd .*may serve more than sshd$/);
    });

    it('a state file in the way, even as a dangling link', async () => {
      symlinkSync('/etc/shadow', host.at(`${home}/.google_authenticator`));
      await refused(12, /^refused symlink \/home/);
    });

    it('a file with several names', async () => {
      linkSync(host.at('etc/pam.d/sshd'), host.at('etc/pam.d/sshd.copy'));
      await refused(12, /^refused hard-link \/etc\/pam\.d\/sshd/);
    });

    it('something that is not a file', async () => {
      mkdirSync(host.at('etc/ssh/sshd_config.d/00-keyturn.conf'));
      await refused(12, /^refused not-a-file/);
    });

    it('a home that its owner cannot write to', async () => {
      chmodSync(host.at(home), 0o500);
      await refused(12, /^refused cannot-write \/home.* as games: /);
    });

    it('a home that does not exist', async () => {
      rmSync(host.at(home), { recursive: true });
      await refused(12, /^refused no-directory \/home/);
    });

    it('an account that does not exist', async () => {
      const [sshdChange, pamChange] = usual.changes;
      const path = '/home/nobody-here/.google_authenticator';
      const stranger = { kind: 'state-file', account, issuer: 'test' } as const;
      const change = {
        kind: 'write-file',
        summary: '',
        risk: 'login',
        path,
        before: undefined,
        content: stranger,
        mode: '0400',
        owner: 'nobody-here',
      } as const;
      await refused(12, /^refused account .*no account nobody-here/, {
        changes: [sshdChange, pamChange, change].filter((one) => one !== undefined),
      });
    });

    it('a host whose sshd -t fails already', async () => {
      host.write('etc/ssh/sshd_config', 'BROKEN\n');
      await refused(12, /^refused sshd-broken - .*Bad configuration option/);
    });

    it('a host without a listening sshd', async () => {
      rmSync(host.at('proc'), { recursive: true });
      await refused(12, /^refused no-daemon/);
    });

    it('input that was cut short, wherever', async () => {
      const whole = await host.payload();
      const before = host.listing();
      for (const share of [0.0001, 0.001, 0.01, 0.5, 0.999]) {
        const ran = await host.stageWith(shell, whole.slice(0, Math.floor(whole.length * share)));
        assert.notEqual(ran.code, 0);
        assert.match(answer(ran), /^refused (?:payload|failed|cannot-write) /);
        assert.equal(host.listing(), before);
        assert.deepEqual(host.debris(), []);
      }
    });

    it('a full disk', async () => {
      mountSmall(host.at('etc/pam.d'), 'size=64k');
      try {
        host.write('etc/pam.d/sshd', oldPam);
        await refused(12, /^refused space \/etc\/pam\.d\/sshd/);
      } finally {
        execFileSync('umount', [host.at('etc/pam.d')]);
      }
    });

    it('a file system without free inodes', async () => {
      mountSmall(host.at('etc/pam.d'), 'size=8m,nr_inodes=5');
      try {
        host.write('etc/pam.d/sshd', oldPam);
        await refused(12, /^refused inodes \/etc\/pam\.d\/sshd/);
      } finally {
        execFileSync('umount', [host.at('etc/pam.d')]);
      }
    });

    it('a read-only file system', async () => {
      mountSmall(host.at('etc/pam.d'), 'size=8m');
      try {
        host.write('etc/pam.d/sshd', oldPam);
        execFileSync('mount', ['-o', 'remount,ro', host.at('etc/pam.d')]);
        await refused(12, /^refused cannot-write \/etc\/pam\.d\/sshd/);
      } finally {
        execFileSync('umount', [host.at('etc/pam.d')]);
      }
    });
  });

  describe(`what makes apply.sh put everything back, under ${name}`, function () {
    this.timeout(60_000);
    let host: HostRoot;
    let before: string;
    beforeEach(() => {
      host = new HostRoot();
      before = host.listing();
    });
    afterEach(() => {
      host.remove();
    });

    function reverted(pattern: RegExp): void {
      const ran = host.script(shell, 'apply', nonce);
      assert.equal(ran.code, 20, ran.stdout + ran.stderr);
      assert.match(answer(ran), pattern);
      assert.equal(host.state(), 'reverted');
      assert.deepEqual(host.debris(), []);
      assert.equal(host.running(), '');
    }

    it('sshd -t fails', async () => {
      const [, pam, state] = usual.changes;
      const broken = { ...usual.changes[0], content: { kind: 'text', text: 'BROKEN\n' } } as Wanted['changes'][number];
      await host.stage(shell, { changes: [broken, pam, state].filter((one) => one !== undefined) });
      reverted(/^reverted sshd-test .*Bad configuration option/);
      assert.equal(host.listing(), before);
    });

    it('the effective configuration is not the wanted one', async () => {
      await host.stage(shell, { ...usual, assertions: [{ account, values: { authenticationmethods: 'publickey' } }] });
      reverted(/^reverted assertion .*authenticationmethods/);
      assert.equal(host.listing(), before);
    });

    it('the daemon does not take the reload', async () => {
      await host.stage(shell);
      writeFileSync(host.at('stub/ignore-hup'), '');
      const ran = host.script(shell, 'apply', nonce);
      // It never took the new configuration, and cannot be seen to take the old one either: nobody may call that reverted.
      assert.equal(ran.code, 21, ran.stdout + ran.stderr);
      assert.match(answer(ran), /^revert-incomplete reload /);
      rmSync(host.at('stub/ignore-hup'));
      assert.equal(host.script(shell, 'revert').code, 0);
      assert.equal(host.listing(), before);
    });

    it('the daemon dies', async () => {
      await host.stage(shell);
      writeFileSync(host.at('stub/die-on-hup'), '');
      reverted(/^reverted reload /);
      assert.equal(host.listing(), before);
    });

    it('a file changed after it was staged, which then stays as it is', async () => {
      await host.stage(shell);
      host.write('etc/pam.d/sshd', `${oldPam}# edited\n`);
      reverted(/^reverted drifted /);
      assert.equal(host.read('etc/pam.d/sshd'), `${oldPam}# edited\n`);
    });

    it('the candidate of a state file was replaced', async () => {
      await host.stage(shell);
      host.write(`${home}/.keyturn-${nonce}..google_authenticator`, 'ANOTHERSECRETANOTHERSECRET234567\n', 0o400);
      reverted(/^reverted cannot-write /);
      assert.equal(host.listing(), before);
    });

    it('the time was up meanwhile', async () => {
      await host.stage(shell);
      host.script(shell, 'revert', nonce);
      const ran = host.script(shell, 'apply', nonce);
      assert.equal(ran.code, 20);
      assert.equal(host.listing(), before);
    });

    it('the disk fills up: going back takes no space', async () => {
      mountSmall(host.at('etc/pam.d'), 'size=2m');
      try {
        host.write('etc/pam.d/sshd', oldPam);
        const listing = host.listing();
        const staged = await host.stage(shell);
        assert.equal(staged.code, 0, staged.stdout);
        assert.equal(host.script(shell, 'apply', nonce).code, 0);
        spawnSync('dd', ['if=/dev/zero', `of=${host.at('etc/pam.d/filler')}`, 'bs=64k'], { stdio: 'ignore' });
        assert.equal(host.read('etc/pam.d/sshd'), newPam);
        assert.equal(host.script(shell, 'revert').code, 0);
        rmSync(host.at('etc/pam.d/filler'));
        assert.equal(host.listing(), listing);
      } finally {
        execFileSync('umount', [host.at('etc/pam.d')]);
      }
    });
  });
}

/** Mounts a small file system over a folder. Needs root, as all of this does. */
function mountSmall(folder: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `${options},mode=755`, 'tmpfs', folder]);
}
