import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, rmSync, statSync } from 'node:fs';
import type { Change } from '../../src/plan/change.ts';
import { account, HostRoot, nonce, runId, shells, stateFile, usual } from './host-root.ts';

const oldDropIn = 'PermitRootLogin no\n';
// Everything that a careless script would stumble over.
const odd = `/home/${account}/a 'quoted' $(name) with\\backslash`;

const changes: readonly Change[] = [
  { kind: 'remove-file', summary: '', risk: 'login', path: '/etc/ssh/sshd_config.d/50-old.conf', before: oldDropIn },
  {
    kind: 'write-file',
    summary: '',
    risk: 'login',
    path: odd,
    before: 'old\n',
    content: { kind: 'text', text: 'new\n' },
    mode: '0600',
    owner: account,
  },
  {
    kind: 'write-file',
    summary: '',
    risk: 'login',
    path: '/etc/security folder/access.conf',
    before: 'no newline at the end',
    content: { kind: 'text', text: '' },
    mode: '0644',
    owner: 'root',
    notify: ['ssh'],
  },
];

for (const [name, shell] of Object.entries(shells)) {
  describe(`unusual transactions, under ${name}`, function () {
    this.timeout(60_000);
    let host: HostRoot;
    beforeEach(() => {
      host = new HostRoot();
    });
    afterEach(() => {
      host.remove();
    });

    it('remove files, empty them, and change those of an account, whatever their names', async () => {
      const { uid, gid } = statSync(host.at(`home/${account}`));
      host.write('etc/ssh/sshd_config.d/50-old.conf', oldDropIn, 0o640);
      host.write(odd, 'old\n', 0o644);
      chownSync(host.at(odd), uid, gid);
      mkdirSync(host.at('etc/security folder'));
      host.write('etc/security folder/access.conf', 'no newline at the end', 0o444);
      const before = host.listing();

      const staged = await host.stage(shell, { changes });
      assert.equal(staged.code, 0, staged.stdout + staged.stderr);
      const applied = host.script(shell, 'apply', nonce);
      assert.equal(applied.code, 0, applied.stdout + applied.stderr);
      assert.ok(!host.exists('etc/ssh/sshd_config.d/50-old.conf'));
      assert.equal(host.read(odd), 'new\n');
      assert.equal(host.read('etc/security folder/access.conf'), '');
      assert.equal((statSync(host.at('etc/security folder/access.conf')).mode & 0o777).toString(8), '444');

      assert.equal(host.script(shell, 'confirm', nonce).code, 0);
      assert.deepEqual(host.debris(), []);
      const back = host.script(shell, 'revert', '--rollback', nonce);
      assert.equal(back.code, 0, back.stdout + back.stderr);
      assert.equal(host.listing(), before);
    });

    it('leave a state file alone that its owner made again meanwhile', async () => {
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      const path = `home/${account}/.google_authenticator`;
      host.write(path, 'THEOWNERSOWNSECRETTHEOWNERSOWN22\n', 0o400);
      assert.equal(host.script(shell, 'revert').code, 0);
      assert.equal(host.read(path), 'THEOWNERSOWNSECRETTHEOWNERSOWN22\n');
    });

    it('remove a state file that a login has rewritten', async () => {
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      const path = `home/${account}/.google_authenticator`;
      host.write(path, host.read(path).replace('" TOTP_AUTH', '" DISALLOW_REUSE 59842648\n" TOTP_AUTH'), 0o400);
      assert.equal(host.script(shell, 'revert').code, 0);
      assert.ok(!host.exists(path));
    });

    it('keep what somebody else made of a file in between, and put back what was there', async () => {
      const before = host.listing();
      await host.stage(shell);
      host.script(shell, 'apply', nonce);
      host.write('etc/pam.d/sshd', 'somebody else was here\n');
      assert.equal(host.script(shell, 'revert').code, 0);
      assert.equal(host.listing(), before);
      assert.equal(host.read(`var/lib/keyturn/${runId}/before/2.found`), 'somebody else was here\n');
    });

    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      it(`go back when apply.sh gets ${signal}`, async () => {
        const before = host.listing();
        await host.stage(shell, usual);
        host.write('stub/slow', '');
        const [program, ...words] = shell;
        const child = spawn(program, [...words, host.at(`var/lib/keyturn/${runId}/apply.sh`), nonce], {
          stdio: ['ignore', 'pipe', 'ignore'],
          env: { PATH: '/usr/bin:/bin' },
        });
        let said = '';
        child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
        await host.until(() => said.includes(' step assert'), 20_000);
        child.kill(signal);
        const [code] = (await once(child, 'close')) as [number | null];
        assert.equal(code, 20, said);
        assert.match(said, / reverted signal /);
        assert.equal(host.listing(), before);
        assert.deepEqual(host.debris(), []);
      });
    }

    it("remove the copy that a killed login left of a state file, and nobody else's", async () => {
      const theirs = `home/${account}/.google_authenticator~theirs`;
      host.write(theirs, 'something of their own\n', 0o600);
      const before = host.listing();
      await host.stage(shell, usual);
      assert.equal(host.script(shell, 'apply', nonce).code, 0);
      host.write(`home/${account}/.google_authenticator~aB3dE6`, stateFile, 0o400);
      chownSync(host.at(`home/${account}/.google_authenticator~aB3dE6`), ...idsOf(host));
      assert.equal(host.script(shell, 'revert').code, 0);
      assert.equal(host.listing(), before);
    });

    it('go back when a file cannot be put into place', async () => {
      const before = host.listing();
      await host.stage(shell, usual);
      const failing = [
        '#!/bin/sh',
        'case $*:$(cat @ROOT@/stub/mv 2>/dev/null) in',
        '*pam.d*:) echo 1 >@ROOT@/stub/mv; exit 1 ;;',
      ];
      host.program('usr/bin/mv', [...failing, 'esac', 'exec /bin/mv "$@"', ''].join('\n'));
      const ran = host.script(shell, 'apply', nonce);
      assert.match(ran.stdout, / reverted cannot-write /);
      assert.equal(ran.code, 20);
      assert.equal(host.listing(), before);
    });

    it('go back later when they could not at once', async () => {
      const before = host.listing();
      host.program('usr/bin/sleep', '#!/bin/sh\n[ "$1" != 30 ] || set -- 1\nexec /bin/sleep "$@"\n');
      // Time enough for apply on a busy machine: the timer must come after it.
      await host.stage(shell, usual, { runId, nonce }, 8);
      assert.equal(host.script(shell, 'apply', nonce).code, 0);
      host.program('usr/bin/mv', '#!/bin/sh\ncase $* in *pam.d*) exit 1 ;; esac\nexec /bin/mv "$@"\n');
      await host.until(() => host.read('var/log/keyturn.log').includes('revert: /etc/pam.d/sshd'), 20_000);
      assert.equal(host.state(), 'reverting');
      rmSync(host.at('usr/bin/mv'));
      await host.until(() => host.state() === 'reverted' && host.debris().length === 0, 20_000);
      assert.equal(host.listing(), before);
    });

    it('go back when nobody reads what apply.sh says any more', async () => {
      const before = host.listing();
      await host.stage(shell, usual);
      const [program, ...words] = shell;
      const child = spawn(program, [...words, host.at(`var/lib/keyturn/${runId}/apply.sh`), nonce], {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { PATH: '/usr/bin:/bin' },
      });
      child.stdout.destroy();
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 20);
      assert.equal(host.listing(), before);
    });
  });
}

/** The numbers of the account and its group. */
function idsOf(host: HostRoot): readonly [number, number] {
  const { uid, gid } = statSync(host.at(`home/${account}`));
  return [uid, gid];
}
