import { strict as assert } from 'node:assert';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { account, dropIn, HostRoot, newPam, nonce, runId, shells, stateFile } from './host-root.ts';

for (const [name, shell] of Object.entries(shells)) {
  describe(`a transaction on the host, under ${name}`, function () {
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

    it('goes forward, and stays after confirm', async () => {
      const staged = await host.stage(shell);
      assert.equal(staged.code, 0, staged.stdout + staged.stderr);
      assert.equal(staged.stderr, '');
      assert.equal(host.state(), 'armed');
      const applied = host.script(shell, 'apply', nonce);
      assert.equal(applied.code, 0, applied.stdout + applied.stderr);
      assert.equal(host.running(), dropIn);
      const confirmed = host.script(shell, 'confirm', nonce);
      assert.equal(confirmed.code, 0, confirmed.stdout + confirmed.stderr);
      assert.equal(host.state(), 'confirmed');
      assert.equal(host.read('etc/pam.d/sshd'), newPam);
      assert.equal(host.read('etc/ssh/sshd_config.d/00-keyturn.conf'), dropIn);
      assert.equal(host.read(`home/${account}/.google_authenticator`), stateFile);
      const stat = statSync(host.at(`home/${account}/.google_authenticator`));
      assert.equal((stat.mode & 0o7777).toString(8), '400');
      assert.equal(stat.uid, statSync(host.at(`home/${account}`)).uid);
      assert.deepEqual(host.debris(), []);
      assert.ok(host.exists('var/lib/keyturn/last/revert.sh'));
    });

    it('goes through state files, PAM, sshd, checks, reload in this order', async () => {
      await host.stage(shell);
      const { stdout } = host.script(shell, 'apply', nonce);
      const steps = [...stdout.matchAll(/ step (\w+)$/gm)].map((match) => match[1]);
      assert.deepEqual(steps, ['check', 'state', 'pam', 'sshd', 'assert', 'reload']);
    });

    it('leaves production alone while it is staged', async () => {
      await host.stage(shell);
      const production = host
        .listing()
        .split('\n')
        .filter((line) => !line.includes('/.keyturn-'));
      assert.equal(production.join('\n'), before);
      assert.equal(host.running(), '');
    });

    it('writes no secret below /var/lib/keyturn', async () => {
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      const base = host.at('var/lib/keyturn');
      const files = readdirSync(base, { recursive: true, encoding: 'utf8' }).filter((file) =>
        statSync(`${base}/${file}`).isFile(),
      );
      assert.ok(files.length > 5);
      for (const file of files) {
        const text = host.read(`var/lib/keyturn/${file}`);
        for (const form of [
          stateFile,
          stateFile.slice(0, 32),
          Buffer.from(stateFile).toString('base64').slice(0, 40),
        ]) {
          assert.ok(!text.includes(form), `the secret is in ${file}`);
        }
      }
    });

    it('goes back after apply, byte for byte, from a console without arguments', async () => {
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      const reverted = host.revertOf(shell, 'last');
      assert.equal(reverted.code, 0, reverted.stdout + reverted.stderr);
      assert.match(reverted.stdout, /SSH is as it was/);
      assert.equal(host.listing(), before);
      assert.equal(host.running(), '');
      assert.equal(host.state(), 'reverted');
      assert.deepEqual(host.debris(), []);
    });

    it('cleans up when it is reverted before apply', async () => {
      await host.stage(shell);
      assert.equal(host.script(shell, 'revert', nonce).code, 0);
      assert.equal(host.listing(), before);
      assert.deepEqual(host.debris(), []);
      // Nothing was in place, so the daemon has nothing to reload.
      assert.equal(host.read('stub/log'), 'reload 1\n');
    });

    it('may be reverted twice, and cannot be applied or confirmed then', async () => {
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      host.script(shell, 'revert', nonce);
      const again = host.script(shell, 'revert');
      assert.equal(again.code, 0);
      assert.match(again.stdout, new RegExp(`^keyturn ${nonce} reverted$`, 'm'));
      assert.equal(host.script(shell, 'confirm', nonce).code, 30);
      assert.equal(host.script(shell, 'apply', nonce).code, 20);
      assert.equal(host.listing(), before);
    });

    it('cannot be reverted after confirm, except by --rollback', async () => {
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      host.script(shell, 'confirm', nonce);
      const late = host.script(shell, 'revert', nonce);
      assert.equal(late.code, 32);
      assert.match(
        late.stdout,
        /^Run \S+ was confirmed, and stays\. .*"keyturn rollback".* sh \S+\/revert\.sh --rollback$/m,
      );
      assert.match(late.stdout, /^To turn the second factor off, .*: sh \S+\/var\/lib\/keyturn\/off\.sh$/m);
      assert.equal(host.read('etc/pam.d/sshd'), newPam);
      const back = host.script(shell, 'revert', '--rollback', nonce);
      assert.equal(back.code, 0, back.stdout + back.stderr);
      assert.equal(host.listing(), before);
      assert.equal(host.running(), '');
    });

    it('may be confirmed twice, and not before it was applied', async () => {
      await host.stage(shell);
      assert.equal(host.script(shell, 'confirm', nonce).code, 12);
      host.script(shell, 'apply', nonce);
      assert.equal(host.script(shell, 'confirm', nonce).code, 0);
      assert.equal(host.script(shell, 'confirm', nonce).code, 0);
      assert.equal(host.state(), 'confirmed');
    });

    it('refuses another nonce', async () => {
      await host.stage(shell);
      for (const script of ['apply', 'confirm', 'revert']) {
        assert.equal(host.script(shell, script, 'ffffffffffffffff').code, 64);
      }
      assert.equal(host.state(), 'armed');
    });

    it('reverts by itself when the time is up', async () => {
      await host.stage(shell, undefined, { runId, nonce }, 2);
      host.script(shell, 'apply', nonce);
      await host.until(() => host.state() === 'reverted' && host.debris().length === 0, 10_000);
      assert.equal(host.listing(), before);
      assert.equal(host.running(), '');
    });

    it('restores only files at boot', async () => {
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      const reloads = host.read('stub/log');
      assert.equal(host.script(shell, 'revert', '--boot', nonce).code, 0);
      assert.equal(host.listing(), before);
      assert.equal(host.read('stub/log'), reloads);
    });

    it('clears away what a run left that was never armed, and whose lock a reboot took', async () => {
      const dead = { runId: 'run-dead', nonce: '0123456789abcdee' };
      assert.equal((await host.stage(shell, undefined, dead)).code, 0);
      // As a disk leaves it that lets nothing go while it is staged.
      for (const path of [`var/lib/keyturn/run-dead/state/armed.${dead.nonce}`, 'run/keyturn.lock'])
        rmSync(host.at(path), { recursive: true });
      assert.ok(host.debris().some((name) => name.includes(dead.nonce)));
      const staged = await host.stage(shell);
      assert.equal(staged.code, 0, staged.stdout + staged.stderr);
      assert.deepEqual(
        host.debris().filter((name) => name.includes(dead.nonce)),
        [],
      );
      assert.ok(!host.exists('var/lib/keyturn/run-dead'));
      assert.equal(host.state(), 'armed');
      assert.equal(host.script(shell, 'revert', nonce).code, 0);
    });

    it('takes the lock of a run that is dead, and of nobody who has just begun', async () => {
      mkdirSync(host.at('run/keyturn.lock'));
      assert.equal((await host.stage(shell)).code, 10);
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      host.write('run/keyturn.lock/holder', `run-dead 0123456789abcdee 1 alice@desk stage.4194305.1.${boot}\n`);
      const staged = await host.stage(shell);
      assert.equal(staged.code, 0, staged.stdout + staged.stderr);
      assert.match(host.read('run/keyturn.lock/holder'), new RegExp(`^${runId} ${nonce} `));
    });

    it('keeps the snapshots of the last three runs', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'].map((letter) => `run-${letter}`);
      for (const [index, id] of ids.entries()) {
        const staged = await host.stage(shell, undefined, { runId: id, nonce: `0123456789abcde${index}` });
        assert.equal(staged.code, 0, staged.stdout + staged.stderr);
        assert.equal(host.revertOf(shell, id).code, 0);
        // What is pruned goes by age.
        host.age(`var/lib/keyturn/${id}`, 100 - index);
      }
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      host.script(shell, 'confirm', nonce);
      const kept = readdirSync(host.at('var/lib/keyturn')).toSorted();
      assert.deepEqual(kept, [runId, 'last', 'off.sh', 'places', 'run-d', 'run-e']);
    });
  });
}
