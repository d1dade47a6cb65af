// The hosts that the runs of the matrix meet.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { upstream } from '../../src/distros/upstream.ts';
import { hostScripts } from '../../src/host-protocol/host-scripts.ts';
import type { Point } from '../host/probe.ts';
import { runController, type Disk } from './controller.ts';
import type { Failpoint, Moment } from './failpoint.ts';
import type { Init } from './furnish.ts';
import { relax, rollout } from './plays.ts';
import { secretByHand } from './sides.ts';
import type { SimulatedHost } from './simulated-host.ts';

/** A host before a run, and how a run on it ends to which nothing happens. */
export interface HostState {
  readonly name: string;
  readonly init: Init;
  readonly ends: 'changed' | 'ok' | 'reverted';
  /** Makes a fresh host what it is; once. What it runs dies with the reboot that follows. */
  readonly prepare?: (host: SimulatedHost, disk: Disk) => Promise<void> | void;
  /** What cannot outlive a reboot; before every case. Gives the nonce of a lock that the run shall break. */
  readonly upset?: (host: SimulatedHost, disk: Disk) => Promise<string | undefined>;
}

/** Runs that went before. */
async function rolledOut(host: SimulatedHost, disk: Disk): Promise<void> {
  const { report } = await runController(host, disk, { play: rollout });
  const [result] = report?.hosts ?? [];
  assert.equal(result?.status, 'changed', JSON.stringify(result?.problem ?? result?.plan?.refusals));
}

async function relaxed(host: SimulatedHost, disk: Disk): Promise<void> {
  await rolledOut(host, disk);
  // Codes of the run before are used up.
  host.pass(120);
  const { report } = await runController(host, disk, { play: relax });
  const [result] = report?.hosts ?? [];
  assert.equal(result?.status, 'changed', JSON.stringify(result?.problem ?? result?.plan?.refusals));
}

async function killedAt(host: SimulatedHost, disk: Disk, name: string, moment: Moment, cut?: Point): Promise<void> {
  const failpoint: Failpoint = { name, moment, nth: 1 };
  const ended = await runController(host, disk, {
    play: rollout,
    failpoint,
    strike: { fault: 'kill', cut, outage: 0 },
  });
  assert.ok(ended.failpoints.hasFired, 'the earlier run was to die');
}

async function stageLine(text: string): Promise<Point> {
  const { stage } = await hostScripts(upstream);
  const line = stage.split('\n').findIndex((one) => one.includes(text));
  return { place: `stage.sh:${line + 1}`, nth: 1 };
}

export const hostStates: readonly HostState[] = [
  { name: 'fresh', init: 'systemd', ends: 'changed' },
  { name: 'fresh, with OpenRC', init: 'openrc', ends: 'changed' },
  {
    name: 'without the package',
    init: 'systemd',
    ends: 'changed',
    prepare(host) {
      rmSync(host.root.at('usr/lib/security/pam_google_authenticator.so'));
    },
  },
  {
    name: 'somebody enrolled by hand',
    init: 'systemd',
    ends: 'changed',
    prepare(host) {
      const options = '" RATE_LIMIT 3 30\n" WINDOW_SIZE 3\n" DISALLOW_REUSE\n" TOTP_AUTH\n';
      host.writeAs('alice', '.google_authenticator', `${secretByHand.reveal()}\n${options}12345678\n`);
    },
  },
  { name: 'as the playbook wants', init: 'systemd', ends: 'ok', prepare: rolledOut },
  { name: 'rolled out once and relaxed', init: 'systemd', ends: 'changed', prepare: relaxed },
  {
    name: 'an old drop-in of ours',
    init: 'systemd',
    ends: 'changed',
    prepare(host) {
      const text = '# Managed by Keyturn: do not edit, `keyturn apply` writes it anew.\nPasswordAuthentication no\n';
      host.root.write('etc/ssh/sshd_config.d/00-keyturn.conf', text, 0o600);
    },
  },
  {
    name: 'no Include in sshd_config',
    init: 'openrc',
    ends: 'changed',
    prepare(host) {
      host.root.write('etc/ssh/sshd_config', '# by hand\nUsePAM yes\nKbdInteractiveAuthentication no\n', 0o600);
    },
  },
  {
    name: 'sshd dies of its next reload',
    init: 'systemd',
    ends: 'reverted',
    prepare(host) {
      host.root.write('stub/die-on-hup', '');
    },
    upset(host) {
      host.root.write('stub/die-on-hup', '');
      return Promise.resolve(undefined);
    },
  },
  {
    name: 'debris of a run that died while staging',
    init: 'openrc',
    ends: 'changed',
    upset: async (host, disk) => {
      await killedAt(host, disk, 'stage', 'cut', await stageLine('chmod 644 "$root/etc/pam.d/sshd-keyturn-$nonce"'));
      return undefined;
    },
  },
  {
    name: 'a lock of a dead run to be broken',
    init: 'systemd',
    ends: 'changed',
    upset: async (host, disk) => {
      await killedAt(host, disk, 'apply', 'acknowledged');
      return host.root.read('run/keyturn.lock/holder').split(' ')[1];
    },
  },
  {
    name: "an earlier run's way back was cut short, then a reboot",
    init: 'systemd',
    ends: 'changed',
    upset: async (host, disk) => {
      await killedAt(host, disk, 'apply', 'acknowledged');
      const [, nonce = ''] = host.root.read('run/keyturn.lock/holder').split(' ');
      // Files cannot be moved for as long as the boot takes, but for the state of the run; and with /run goes the lock.
      host.root.write('stub/takes-no-moves', '');
      host.reboot();
      rmSync(host.root.at('stub/takes-no-moves'));
      const isCutShort = host.root.exists(`var/lib/keyturn/last/state/reverting.${nonce}`);
      assert.ok(isCutShort && !host.root.exists('run/keyturn.lock'), 'the way back was to be cut short');
      return nonce;
    },
  },
];
