// The dead-man switch on real hosts: whatever becomes of whoever changed them, they put themselves back.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabHost, LabHostSpec } from '../../docker/host.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { snapshot, snapshotChanges, type Snapshot } from '../../docker/snapshot.ts';
import { upstream } from '../../src/distros/upstream.ts';
import { connect, type SshConnection } from '../../src/connection/connect.ts';
import { HostKeyStore } from '../../src/connection/host-key-store.ts';
import { loadPrivateKey } from '../../src/connection/private-key.ts';
import { newNonce, newRunId } from '../../src/run/run-id.ts';
import { Secret } from '../../src/shell/secret.ts';
import { requestApply } from '../../src/run/phases/apply.ts';
import type { Change } from '../../src/plan/change.ts';
import { requestConfirm } from '../../src/run/phases/confirm.ts';
import type { Exec } from '../../src/host-protocol/exec.ts';
import type { TransactionPlan } from '../../src/host-protocol/manifest.ts';
import { requestRevert } from '../../src/run/phases/revert.ts';
import { requestStage } from '../../src/run/phases/stage.ts';
import type { TransactionId } from '../../src/host-protocol/transaction-id.ts';
import { labExec } from '../host/lab-exec.ts';
import { ssh } from '../support/openssh.ts';
import { inHost } from '../support/tripwire.ts';

const plain: readonly LabHostSpec[] = ['debian-11', 'debian-12', 'debian-13'].map((image) => ({
  name: image.replace('-', ''),
  image,
  otp: true,
}));
const systemd: readonly LabHostSpec[] = [
  { name: 'service', image: 'debian-12-systemd' },
  { name: 'socket', image: 'debian-12-systemd', ssh: 'socket' },
];

/** Seconds within which a host can be staged and applied even on a machine that is busy. */
const soon = 20;
/** Not within this test. */
const never = 600;

const pamPath = '/etc/pam.d/sshd';
const dropInPath = '/etc/ssh/sshd_config.d/00-keyturn.conf';

/** Docker writes them when a container starts, with the address that it has then. */
const dockersOwn = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf'];

/** Where nothing is that decides about logins. */
const elsewhere = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/var', '/tmp', '/run', '/boot', ...dockersOwn];

describe('the dead-man switch', function () {
  this.timeout(120_000);
  let lab: Lab;
  const original = new Map<string, Snapshot>();

  const hosts = (specs: readonly LabHostSpec[]): readonly LabHost[] => specs.map(({ name }) => lab.host(name));
  const onAll = async (specs: readonly LabHostSpec[], test: (host: LabHost) => Promise<void>): Promise<void> => {
    const outcomes = await Promise.allSettled(hosts(specs).map(test));
    // Only when all are done: what follows must not meet a host in the middle of this.
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  };

  before(async () => {
    lab = await startLab([...plain, ...systemd]);
    await onAll(systemd, async (host) => {
      // What ends with a session must not take the timer along.
      await inHost(
        host,
        'mkdir -p /etc/systemd/logind.conf.d; printf "[Login]\\nKillUserProcesses=yes\\n" >/etc/systemd/logind.conf.d/kill.conf; systemctl restart systemd-logind',
      );
    });
    await onAll([...plain, ...systemd], async (host) => {
      await expectKeyAlone(host);
      original.set(host.name, await snapshot(host, elsewhere));
    });
  });
  after(() => lab.stop());

  /** The key alone lets in, as before any change. */
  async function expectKeyAlone(host: LabHost): Promise<void> {
    // With sudo, whose first use leaves a file in the home.
    const { code, stderr } = await ssh(lab, host, { account: 'admin', command: 'sudo -n true' });
    assert.equal(code, 0, `${host.name}: ${stderr}`);
  }

  /** sshd answers, takes the key as one factor, and wants a code. */
  async function expectTwoFactors(host: LabHost): Promise<void> {
    const { code, stderr } = await ssh(lab, host, { account: 'admin' });
    assert.equal(code, 255, host.name);
    assert.match(stderr, /Permission denied \(keyboard-interactive\)/, host.name);
  }

  /** A session of its own, as a run has it. */
  async function session<T>(host: LabHost, work: (connection: SshConnection) => Promise<T>): Promise<T> {
    const endpoint = { address: host.address, port: host.port, user: 'admin' };
    const connection = await connect(endpoint, {
      knownHosts: await HostKeyStore.load([lab.knownHosts]),
      keys: [await loadPrivateKey(lab.keys.admin)],
    });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  async function stageOn(host: LabHost, revertAfter: number, exec: Exec = labExec(host)): Promise<TransactionId> {
    const id = { runId: newRunId(new Date()), nonce: newNonce() };
    const options = { operator: 'tester@desk', revertAfter, layout: upstream };
    assert.deepEqual(await requestStage(exec, id, await planFor(host), options), { kind: 'staged' }, host.name);
    return id;
  }

  async function armOn(host: LabHost, revertAfter: number): Promise<TransactionId> {
    const id = await stageOn(host, revertAfter);
    assert.deepEqual(await requestApply(labExec(host), id), { kind: 'applied' }, host.name);
    return id;
  }

  /** Waits until nothing of ours works on the host any more. */
  async function awaitQuiet(host: LabHost): Promise<void> {
    const deadline = Date.now() + (soon + 40) * 1000;
    while ((await leftovers(host)).length > 0) {
      if (Date.now() > deadline) assert.fail(`${host.name}: ${(await leftovers(host)).join('\n')}\n${await log(host)}`);
      await sleep(300);
    }
  }

  async function expectOriginal(host: LabHost): Promise<void> {
    assert.deepEqual(await leftovers(host), [], host.name);
    const changes = snapshotChanges(original.get(host.name) ?? new Map(), await snapshot(host, elsewhere));
    assert.deepEqual(changes, [], host.name);
    await expectKeyAlone(host);
  }

  it('puts a host back that nobody confirms, after its sessions ended', async () => {
    await onAll([...plain, ...systemd], async (host) => {
      const id = await session(host, (connection) => stageOn(host, soon, connection));
      const applied = await session(host, (connection) => requestApply(connection, id));
      assert.deepEqual(applied, { kind: 'applied' }, host.name);
      await expectTwoFactors(host);
      await awaitQuiet(host);
      assert.equal(await stateOf(host, id), 'reverted');
      await expectOriginal(host);
    });
  });

  for (const way of ['reboot', 'powerCut'] as const) {
    it(`puts a host back while it boots, before sshd starts, after a ${way}`, async () => {
      await onAll(systemd, async (host) => {
        const id = await armOn(host, never);
        await expectTwoFactors(host);
        await host[way]();
        assert.equal(await stateOf(host, id), 'reverted');
        await expectOriginal(host);
        await expectOrderlyBoot(host, id);
      });
    });
  }

  it('leaves what was confirmed, over a reboot too, until it is rolled back', async () => {
    await onAll([...plain, ...systemd], async (host) => {
      const id = await armOn(host, never);
      assert.match((await leftovers(host)).join('\n'), isSystemd(host) ? /^keyturn-timer-\w+\.timer/m : /^\/proc\//m);
      assert.deepEqual(await requestConfirm(labExec(host), id), { kind: 'confirmed' });
      // Neither timer nor boot unit is left, so there is nothing to wait for.
      assert.deepEqual(await leftovers(host), [], host.name);
      if (isSystemd(host)) await host.reboot();
      assert.equal(await stateOf(host, id), 'confirmed');
      await expectTwoFactors(host);
      await inHost(host, `sh /var/lib/keyturn/last/revert.sh --rollback ${id.nonce}`);
      await expectOriginal(host);
    });
  });

  it('keeps what was confirmed when the power is cut before the switch is off, and no unit has failed', async () => {
    await onAll(systemd, async (host) => {
      const id = await armOn(host, never);
      // What confirm.sh does first.
      await inHost(
        host,
        `cd /var/lib/keyturn/${id.runId}/state && mv armed.${id.nonce} confirmed.${id.nonce} && sync -f .`,
      );
      await host.powerCut();
      assert.equal(await stateOf(host, id), 'confirmed');
      assert.equal(await inHost(host, 'systemctl list-units --failed --plain --no-legend'), '', host.name);
      assert.deepEqual(await leftovers(host), [], host.name);
      await expectTwoFactors(host);
      await inHost(host, `sh /var/lib/keyturn/last/revert.sh --rollback ${id.nonce}`);
      await expectOriginal(host);
    });
  });

  it('only cleans up where nothing was applied when the time is up', async () => {
    await onAll([...plain, ...systemd], async (host) => {
      const pid = await listener(host);
      const id = await stageOn(host, 5);
      await awaitQuiet(host);
      assert.equal(await stateOf(host, id), 'reverted');
      assert.equal(await listener(host), pid, 'sshd was started anew');
      await expectOriginal(host);
    });
  });

  it('has no timer any more once a host was told to revert', async () => {
    await onAll([...plain, ...systemd], async (host) => {
      const id = await armOn(host, never);
      assert.deepEqual(await requestRevert(labExec(host), id), { kind: 'reverted' });
      await expectOriginal(host);
    });
  });

  it('starts sshd where it is down when the time is up', async () => {
    await onAll([...plain, ...systemd], async (host) => {
      const id = await armOn(host, never);
      if (isSystemd(host)) await inHost(host, 'systemctl stop ssh.socket ssh.service');
      else await inHost(host, 'kill -KILL "$(cat /run/sshd.pid)"');
      assert.equal((await ssh(lab, host, { account: 'admin' })).code, 255, host.name);
      await endWait(host, id);
      await awaitQuiet(host);
      assert.equal(await stateOf(host, id), 'reverted');
      await expectOriginal(host);
    });
  });

  it('opens ssh.socket again, which one connection to a broken configuration has closed', async () => {
    const host = lab.host('socket');
    const id = await armOn(host, never);
    await inHost(host, `echo Nonsense >>${dropInPath}; systemctl stop ssh.service`);
    assert.equal((await ssh(lab, host, { account: 'admin' })).code, 255);
    assert.equal((await host.exec(['systemctl', 'is-failed', '--quiet', 'ssh.socket'])).code, 0);
    await endWait(host, id);
    await awaitQuiet(host);
    assert.equal(await stateOf(host, id), 'reverted');
    await expectOriginal(host);
  });
});

function isSystemd(host: LabHost): boolean {
  return systemd.some(({ name }) => name === host.name);
}

/** Two factors for everybody: a state file, PAM and a drop-in of sshd. */
async function planFor(host: LabHost): Promise<TransactionPlan> {
  const pam = await inHost(host, `cat ${pamPath}`);
  const common = { risk: 'login' } as const;
  const changes: readonly Change[] = [
    {
      ...common,
      kind: 'write-file',
      summary: 'state file',
      path: '/home/alice/.google_authenticator',
      before: undefined,
      content: { kind: 'state-file', account: 'alice', issuer: 'test' },
      mode: '0400',
      owner: 'alice',
    },
    {
      ...common,
      kind: 'write-file',
      summary: 'PAM',
      path: pamPath,
      before: pam,
      content: { kind: 'text', text: `auth required pam_google_authenticator.so\n${pam}` },
      mode: '0644',
      owner: 'root',
    },
    {
      ...common,
      kind: 'write-file',
      summary: 'sshd',
      path: dropInPath,
      before: undefined,
      // The name that every version of sshd knows
      content: {
        kind: 'text',
        text: 'ChallengeResponseAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive\n',
      },
      mode: '0600',
      owner: 'root',
      notify: ['ssh'],
    },
  ];
  return {
    changes,
    assertions: [{ account: 'alice', values: { authenticationmethods: 'publickey,keyboard-interactive' } }],
    stateFiles: new Map([['alice', new Secret('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567\n" TOTP_AUTH\n12345678\n')]]),
  };
}

/** The state that a run is in, as its file's name says. */
async function stateOf(host: LabHost, { runId, nonce }: TransactionId): Promise<string> {
  const names = await inHost(host, `ls /var/lib/keyturn/${runId}/state`);
  const found = names.split('\n').filter((name) => /^(?:armed|reverting|confirmed|reverted)\./.test(name));
  assert.deepEqual(found.slice(1), [], `${host.name} is in two states`);
  return found[0]?.replace(`.${nonce}`, '') ?? 'none';
}

/** Makes the switch's time be up now: starts what the timer would start, or ends the sleep of the loop. */
async function endWait(host: LabHost, { runId, nonce }: TransactionId): Promise<void> {
  if (isSystemd(host)) await inHost(host, `systemctl start --no-block keyturn-timer-${nonce}.service`);
  else
    await inHost(
      host,
      `IFS=. read -r _ pid _ </var/lib/keyturn/${runId}/state/timer; kill $(cat /proc/$pid/task/$pid/children)`,
    );
}

/** What of ours is on a host besides the log, the folders of runs and the new configuration: files, units, processes. */
async function leftovers(host: LabHost): Promise<readonly string[]> {
  // systemd remembers a boot unit whose file is gone until it reads all units again; listed is only what runs or waits. The
  // brackets keep this shell, in whose own text the path is, from being found.
  const found = await inHost(
    host,
    `find /etc /home /run /root /tmp -name '*keyturn*' ! -path ${dropInPath} 2>/dev/null
     ! [ -d /run/systemd/system ] || systemctl list-units --plain --no-legend 'keyturn*'
     grep -lsz '[/]var/lib/keyturn/' /proc/[0-9]*/cmdline || :`,
  );
  return found.split('\n').filter((line) => line !== '');
}

function log(host: LabHost): Promise<string> {
  return inHost(host, 'cat /var/log/keyturn.log');
}

/** The process that listens, or nothing: systemd may do it. */
async function listener(host: LabHost): Promise<string> {
  return inHost(host, 'cat /run/sshd.pid 2>/dev/null || :');
}

/** Nothing failed and no start job was dropped, and sshd or its socket came after the revert. */
async function expectOrderlyBoot(host: LabHost, { nonce }: TransactionId): Promise<void> {
  const journal = await inHost(host, 'journalctl -b --no-pager --output=short-monotonic');
  assert.doesNotMatch(journal, /ordering cycle|deleted to break|Failed to start/i, host.name);
  assert.equal(await inHost(host, 'systemctl list-units --failed --plain --no-legend'), '', host.name);
  assert.equal(await inHost(host, 'systemctl is-system-running || :'), 'running\n', host.name);
  const unit = host.name === 'socket' ? 'ssh.socket' : 'ssh.service';
  assert.equal(await inHost(host, `systemctl is-active ${unit}`), 'active\n');
  const at = (pattern: RegExp): number => journal.search(pattern);
  const reverted = at(new RegExp(`Finished keyturn-revert-${nonce}|keyturn-revert-${nonce}\\.service: Deactivated`));
  const up = at(/ssh\.(?:socket|service) - OpenBSD|(?:Started|Listening on) ssh\.(?:socket|service)/);
  assert.ok(reverted >= 0 && up > reverted, `${host.name}: sshd did not wait:\n${journal}`);
}
