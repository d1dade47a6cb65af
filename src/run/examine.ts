// Gather and plan: what a host is like, and what the play wants of it. Reads only.
import type { Connection } from '../connection/connection.ts';
import { KeyturnError } from '../diagnostics/errors.ts';
import type { Distro } from '../distros/distro.ts';
import { distroOf } from '../distros/distro-of.ts';
import { armedRun } from '../facts/armed-run.ts';
import { clock } from '../facts/clock.ts';
import type { FactRequest, Facts } from '../facts/fact.ts';
import { osRelease } from '../facts/os-release.ts';
import { sshdDaemon } from '../facts/sshd-daemon.ts';
import { accessRequests } from '../access/host-view.ts';
import { gather } from './gather.ts';
import type { HostRun } from './host-run.ts';
import { factRequests, planHost, type DetailedPlan } from './plan-host.ts';

/** What was found on a host and what follows. */
export interface Examination {
  readonly facts: Facts;
  readonly distro: Distro;
  readonly plan: DetailedPlan;
}

/** The two phases, as they are before anything is changed. Rejects when the host's system is not one we know. */
export async function examine(run: HostRun, connection: Connection): Promise<Examination> {
  const gathered = await run.timeline.phase('gather', () => gatherFacts(run, connection));
  return run.timeline.phase('plan', () => planFrom(run, gathered));
}

/** Gathers and plans within whatever phase is current. */
export async function inspect(run: HostRun, connection: Connection): Promise<Examination> {
  return planFrom(run, await gatherFacts(run, connection));
}

interface Gathered {
  readonly facts: Facts;
  /** Seconds that the host's clock is ahead of ours. */
  readonly clockOffset: number | undefined;
}

async function gatherFacts(run: HostRun, connection: Connection): Promise<Gathered> {
  const { services, interrupt } = run.options;
  const asked = services.now();
  const facts = await gather(connection, requestsOf(run), becomes(run), services.nonce(), interrupt.revertNow);
  const clockOffset = offset(facts, (asked + services.now()) / 2);
  run.timeline.clockOffset = clockOffset ?? 0;
  return { facts, clockOffset };
}

function planFrom(run: HostRun, { facts, clockOffset }: Gathered): Examination {
  const { host, options } = run;
  const { services, play, taskTypes, allowLockout, acceptBreaking } = options;
  const distro = knownDistro(facts);
  const managingAccount = services.managingAccount(host);
  const plan = planHost(play, taskTypes, {
    facts,
    distro,
    clockOffset,
    allowLockout,
    acceptBreaking,
    managingAccount,
    root: becomes(run) || managingAccount === 'root',
    vaultEntry: (account) => services.enrolments.entry(account),
  });
  return { facts, distro, plan };
}

/** Whether scripts run as root on this host: what the inventory says, else the play. */
export function becomes(run: HostRun): boolean {
  return run.host.become ?? run.options.play.become;
}

function requestsOf({ options, host }: HostRun): readonly FactRequest[] {
  const managing = options.services.managingAccount(host);
  const always = [osRelease, clock, sshdDaemon, armedRun].map((fact) => ({ fact, params: [] }));
  return factRequests(options.play, options.taskTypes, [...always, ...accessRequests([managing, ...options.accounts])]);
}

function knownDistro(facts: Facts): Distro {
  const release = facts.get(osRelease);
  const distro = distroOf(release);
  if (distro !== undefined) return distro;
  throw new KeyturnError(`the system "${release.prettyName}" is not one that keyturn knows`, {
    help: 'known so far: Debian 11, 12 and 13; leave the host out with --limit',
  });
}

/** Host's clock minus ours in seconds. Half the exec's duration is the error, far below what a code tolerates. */
function offset(facts: Facts, atMs: number): number | undefined {
  const epoch = facts.get(clock).epochSeconds;
  return epoch === undefined ? undefined : epoch - atMs / 1000;
}
