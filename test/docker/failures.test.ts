// Everything that can go wrong with one host: each time it is as it was before, byte for byte, and keys work.
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../docker/engine.ts';
import type { LabHost } from '../../docker/host.ts';
import { accounts, type Account } from '../../docker/keys.ts';
import { snapshot, type Snapshot } from '../../docker/snapshot.ts';
import {
  anyLoginWrites,
  assertKeysAlone,
  assertNoProcessLeft,
  assertNothingLeft,
  changesBesides,
  ourRecords,
} from '../support/host-state.ts';
import { artefactsOf, forbiddenIn, leaks } from '../support/leaks.ts';
import { ssh } from '../support/openssh.ts';
import {
  hostIn,
  openSite,
  parseReport,
  provenLogins,
  withVault,
  type ReportedHost,
  type Site,
} from '../support/site.ts';
import { inHost, tripwire } from '../support/tripwire.ts';

type Undo = () => Promise<unknown>;
const dropIn = '/etc/ssh/sshd_config.d/00-keyturn.conf';

describe('a run that fails', function () {
  this.timeout(300_000);
  let site: Site;
  let host: LabHost;
  let undo: Undo[] = [];
  let runs = 0;

  before(async () => {
    site = await openSite([{ name: 'web', image: 'debian-12', otp: true }]);
    host = site.lab.host('web');
    const { code, stderr } = await ssh(site.lab, host, { account: 'admin', command: 'sudo -n true' });
    assert.equal(code, 0, stderr);
  });
  afterEach(async () => {
    for (const step of undo.reverse()) await step();
    undo = [];
    // A test that found the host changed must not be the reason why the next ones fail.
    await inHost(host, `[ ! -e ${dropIn} ] || sh /var/lib/keyturn/last/revert.sh --rollback`);
  });
  after(() => site.lab.stop());

  /** Changes the host for one test. */
  const change = async (line: string, back: string): Promise<void> => {
    undo.push(() => inHost(host, back));
    await inHost(host, line);
  };
  /** Packages are installed already, and nothing of ours is ever below /usr. */
  const look = (): Promise<Snapshot> => snapshot(host, ['/usr']);

  interface Expected {
    readonly code: number;
    readonly status: string;
    /** Paths that may differ afterwards; for a host that was never touched there are none. */
    readonly besides?: readonly string[];
    readonly keys?: readonly Account[];
  }

  /** Applies a playbook that fails, and sees to it that the host does not show it. */
  const applyInVain = async (
    { code, status, besides = [], keys = accounts }: Expected,
    ...argv: readonly [playbook: string, ...flags: string[]]
  ): Promise<ReportedHost> => {
    const before = await look();
    // One operator each: their keyturn knows of no code that was used before the host was put back.
    runs += 1;
    const outcome = await site.operator(`for run ${runs}`).apply(...argv);
    const told = hostIn(outcome.report, 'web');
    assert.deepEqual([outcome.code, told.status], [code, status], JSON.stringify(told, null, 1));
    assert.equal(outcome.report.exit_code, code);
    assert.deepEqual(changesBesides(before, await look(), [...anyLoginWrites, ...besides]), []);
    await assertKeysAlone(site.lab, host, keys);
    return told;
  };
  const refused = { code: 6, status: 'refused' } as const;
  const unreachable = { code: 4, status: 'unreachable' } as const;
  const reverted = { code: 8, status: 'reverted', besides: ourRecords } as const;

  describe('before anything is touched', () => {
    it('refuses a host with a Match block that would win, and names the line', async () => {
      await change(
        `cp -p /etc/ssh/sshd_config /run/kept; printf 'Match User alice\\n  AuthenticationMethods publickey\\n' >>/etc/ssh/sshd_config`,
        'cat /run/kept >/etc/ssh/sshd_config; rm /run/kept',
      );
      const { refusals } = await applyInVain(refused, 'rollout.yml');
      assert.match(refusals.map(({ message }) => message).join('\n'), /\/etc\/ssh\/sshd_config:\d+ has .*"alice"/);
    });

    it('refuses to lock out the account that it logs in as, whatever is allowed', async () => {
      const text = await readFile(join(site.lab.directory, 'rollout.yml'), 'utf8');
      const playbook = await site.write('no-admin.yml', text.replace('[admin, alice, bob]', '[alice, bob]'));
      const { refusals } = await applyInVain(refused, playbook, '--allow-lockout', 'admin');
      assert.ok(refusals.some(({ cause, account }) => `${cause} ${account ?? ''}` === 'L6 admin'));
    });

    it('refuses to expect a login of an account that has no key', async () => {
      await change('mv /home/bob/.ssh/authorized_keys /run/kept', 'mv /run/kept /home/bob/.ssh/authorized_keys');
      const { refusals } = await applyInVain({ ...refused, keys: ['admin', 'alice', 'backup-bot'] }, 'rollout.yml');
      assert.deepEqual(
        refusals.map(({ cause, account }) => `${cause} ${account ?? ''}`),
        ['login bob'],
      );
    });

    it('does not talk to a host with another key, nor to one that it does not know', async () => {
      const impostor = join(site.lab.directory, 'impostor');
      assert.equal((await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', impostor])).code, 0);
      const [algorithm, key] = (await readFile(`${impostor}.pub`, 'utf8')).split(' ');
      await site.write('other-key', `[127.0.0.1]:${host.port} ${algorithm ?? ''} ${key ?? ''}\n`);
      const other = await applyInVain(unreachable, 'rollout.yml', '--known-hosts', 'other-key');
      assert.equal(other.problem?.phase, 'connect');
      await site.write('no-key', '');
      const unknown = await applyInVain(unreachable, 'rollout.yml', '--known-hosts', 'no-key');
      assert.notEqual(unknown.problem?.message, other.problem.message);
      assert.equal((await inHost(host, 'cat /home/admin/.ssh/authorized_keys')).includes('impostor'), false);
    });

    it('reports a host that is down, and goes on with the others', async () => {
      const [closed] = await freePorts();
      const inventory = await readFile(join(site.lab.directory, 'inventory.yml'), 'utf8');
      await site.write(
        'with-down.yml',
        `${inventory}    down:\n      ansible_host: 127.0.0.1\n      ansible_port: ${closed}\n`,
      );
      const flags = [...withVault, '-i', 'with-down.yml', '--json'];
      const { code, stdout, stderr } = await site.keyturn('plan', 'rollout.yml', ...flags);
      const report = parseReport(stdout, stderr);
      assert.deepEqual(
        [code, hostIn(report, 'down').status, hostIn(report, 'web').status],
        [4, 'unreachable', 'changed'],
      );
    });

    it('reports a key that the host does not take', async () => {
      const { problem } = await applyInVain(unreachable, 'rollout.yml', '--private-key', site.lab.keys.alice);
      assert.equal(problem?.phase, 'connect');
    });

    it('reports a sudo that asks for a password', async () => {
      const sudoers = '/etc/sudoers.d/admin';
      await change(`cp -p ${sudoers} /run/kept; sed -i s/NOPASSWD:// ${sudoers}`, `mv /run/kept ${sudoers}`);
      const { problem } = await applyInVain(unreachable, 'rollout.yml');
      assert.equal(problem?.message, 'sudo asks for a password');
    });

    it('connects nowhere when there is a typo in the playbook', async () => {
      let connections = 0;
      const server = createServer((socket) => {
        connections += 1;
        socket.destroy();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const ofWeb = new RegExp(`(?<=ansible_port: |\\]:)${host.port}\\b`, 'g');
      for (const [from, to] of [
        ['inventory.yml', 'counted.yml'],
        ['known_hosts', 'counted'],
      ] as const) {
        const text = await readFile(join(site.lab.directory, from), 'utf8');
        await site.write(to, text.replace(ofWeb, String(port)));
      }
      const text = await readFile(join(site.lab.directory, 'rollout.yml'), 'utf8');
      await site.write('typo.yml', text.replace('sshd_config:', 'sshd_confg:'));
      const run = (playbook: string): ReturnType<Site['keyturn']> =>
        site.keyturn('apply', playbook, ...withVault, '-i', 'counted.yml', '--known-hosts', 'counted');
      const typo = await run('typo.yml');
      assert.deepEqual([typo.code, connections], [65, 0], typo.stderr);
      assert.match(typo.stderr, /typo\.yml:\d+:\d+: error: /);
      assert.match(typo.stderr, /sshd_config/);
      assert.equal((await run('rollout.yml')).code, 4);
      // Whoever is turned away tries again.
      assert.equal(connections, 5);
      server.close();
    });

    it('refuses to lock out an account that nobody mentioned', async () => {
      await addCarol(change);
      const { refusals } = await applyInVain(refused, 'rollout.yml');
      assert.deepEqual(
        refusals.map(({ cause, account }) => `${cause} ${account ?? ''}`),
        ['L6 carol'],
      );
    });

    it('has left no trace so far', async () => {
      assert.equal(
        await inHost(host, 'ls -d /var/lib/keyturn /var/log/keyturn.log /run/keyturn.lock 2>/dev/null || :'),
        '',
      );
    });
  });

  describe('once the host is touched', () => {
    it('stops when a file changes between the plan and the staging', async () => {
      const lateChange = 'case $* in */keyturn.lock) echo "# by hand" >>/etc/pam.d/sshd ;; esac';
      undo.push(await tripwire(host, 'mkdir', lateChange));
      await change('cp -p /etc/pam.d/sshd /run/kept', 'mv /run/kept /etc/pam.d/sshd');
      const drifted = { code: 2, status: 'failed', besides: ['/etc/pam.d/sshd'] } as const;
      const { problem } = await applyInVain(drifted, 'rollout.yml');
      assert.match(problem?.message ?? '', /^\/etc\/pam\.d\/sshd changed on the host/);
      assert.equal(await inHost(host, "diff /run/kept /etc/pam.d/sshd | grep '^[<>]'"), '> # by hand\n');
    });

    it('goes back when sshd does not take the new files', async () => {
      // Somebody else's drop-in, which comes and goes with ours, so that nothing shows before the change.
      const other = '/etc/ssh/sshd_config.d/99-other.conf';
      const line = `if [ -e ${dropIn} ]; then echo 'Nonsense yes' >${other}; else rm -f ${other}; fi`;
      undo.push(await tripwire(host, 'sync', line));
      const { problem } = await applyInVain(reverted, 'rollout.yml');
      assert.equal(problem?.phase, 'apply');
      assert.match(problem.message, /sshd -T fails for root: .*Bad configuration option: Nonsense/);
    });

    it('goes back, and starts sshd again, when sshd dies at the reload', async () => {
      // The listener's sockets are looked at right before the reload. Without this folder sshd does not start.
      undo.push(await tripwire(host, 'ls', `case $* in */fd) [ ! -e ${dropIn} ] || rm -rf /run/sshd ;; esac`));
      // A daemon that was started anew has another number.
      const { problem } = await applyInVain({ ...reverted, besides: [...ourRecords, '/run/sshd.pid'] }, 'rollout.yml');
      assert.equal(problem?.phase, 'apply');
      assert.match(problem.message, /the SSH daemon/);
      assert.match(await host.logs(), /Missing privilege separation directory/);
    });

    it('goes back when a login is not as expected', async () => {
      const file = '/home/bob/.ssh/authorized_keys';
      await change(`cp -p ${file} /run/kept; cat /home/alice/.ssh/authorized_keys >${file}`, `mv /run/kept ${file}`);
      const told = await applyInVain({ ...reverted, keys: ['admin', 'alice', 'backup-bot'] }, 'rollout.yml');
      assert.equal(told.problem?.phase, 'prove');
      assert.deepEqual(provenLogins(told).toSorted(), [
        'admin publickey+otp met',
        'alice publickey+otp met',
        'backup-bot publickey met',
        'bob publickey+otp unmet',
      ]);
    });

    it('goes back over a new connection when its own is cut in the middle', async () => {
      await change('touch /run/cut', 'rm -f /run/cut');
      const cut = `if [ -e ${dropIn} ] && rm /run/cut 2>/dev/null; then
          for process in /proc/[0-9]*; do
            case $(tr '\\0' ' ' <$process/cmdline) in 'sshd: admin'*) kill -KILL \${process#/proc/} ;; esac
          done
        fi`;
      undo.push(await tripwire(host, 'sync', cut));
      const { problem } = await applyInVain({ ...reverted, besides: [...ourRecords, '/run/cut'] }, 'rollout.yml');
      assert.equal(problem?.phase, 'apply');
      assert.equal(
        await inHost(host, 'ls /run/cut 2>&1 || :'),
        "ls: cannot access '/run/cut': No such file or directory\n",
      );
    });
  });

  describe('among other operators and allowances', () => {
    const rollBack = (): Promise<string> => inHost(host, 'sh /var/lib/keyturn/last/revert.sh --rollback');

    it('leaves a host to the operator who is at work there', async () => {
      undo.push(await tripwire(host, 'sync', 'while [ -e /run/hold ]; do sleep 0.1; done'));
      await change('touch /run/hold', 'rm -f /run/hold');
      const before = await look();
      const first = site.operator('first').start('apply', 'rollout.yml', ...withVault, '--json');
      await inHost(host, 'until [ -s /run/keyturn.lock/holder ]; do sleep 0.1; done');
      const second = await site.operator('second').keyturn('apply', 'rollout.yml', ...withVault, '--json');
      const told = hostIn(parseReport(second.stdout, second.stderr), 'web');
      assert.deepEqual([second.code, told.status, told.problem?.phase], [2, 'failed', 'stage']);
      assert.match(told.problem?.message ?? '', /^\S+@\S+ is at work on this host since /);
      await inHost(host, 'rm /run/hold');
      const { code, stdout, stderr } = await first.done;
      assert.deepEqual([code, hostIn(parseReport(stdout, stderr), 'web').status], [0, 'changed'], stderr);
      assert.equal((await ssh(site.lab, host, { account: 'alice' })).code, 255);
      await rollBack();
      const besides = [...anyLoginWrites, ...ourRecords, '/run/hold'];
      assert.deepEqual(changesBesides(before, await look(), besides), []);
      await assertKeysAlone(site.lab, host, accounts);
    });

    it('locks an account out where that was said to be wanted', async () => {
      await addCarol(change);
      const login = { account: 'carol', key: site.lab.keys.alice } as const;
      assert.equal((await ssh(site.lab, host, login)).stdout, 'carol\n');
      const before = await look();
      const { code, report } = await site.operator('third').apply('rollout.yml', '--allow-lockout', 'carol');
      assert.deepEqual([code, hostIn(report, 'web').status], [0, 'changed']);
      assert.equal(report.logins.answer, 'no');
      assert.match(report.logins.text, /carol/);
      assert.equal((await ssh(site.lab, host, login)).code, 255);
      await rollBack();
      assert.deepEqual(changesBesides(before, await look(), [...anyLoginWrites, ...ourRecords]), []);
      assert.equal((await ssh(site.lab, host, login)).stdout, 'carol\n');
    });
  });

  describe('after all of it', () => {
    it('nothing of ours is still at work', async () => {
      await assertNothingLeft(host);
      await assertNoProcessLeft(host);
    });

    it('no secret is anywhere', async () => {
      assert.deepEqual(leaks(await artefactsOf(site), await forbiddenIn(site)), []);
    });
  });
});

/** An account with a key (alice's) that no playbook knows of. */
async function addCarol(change: (line: string, back: string) => Promise<void>): Promise<void> {
  await change(
    `useradd --create-home --shell /bin/bash --password '*' carol && cp -a /home/alice/.ssh /home/carol && chown -R carol:carol /home/carol`,
    'userdel --remove carol 2>/dev/null',
  );
}

/** A port on which nobody listens. */
async function freePorts(): Promise<readonly [number]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return [port];
}
