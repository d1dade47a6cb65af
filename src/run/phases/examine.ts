// Gather and plan: what a host is like, and what the play wants of it. Reads only.
import { accessRequests } from '../../access/host-view.ts';
import type { Connection } from '../../connection/connection.ts';
import type { Evidence } from '../../connection/evidence.ts';
import { KeyturnError } from '../../diagnostics/errors.ts';
import { distroOf } from '../../distros/distro-of.ts';
import type { Distro } from '../../distros/distro.ts';
import { distros } from '../../distros/index.ts';
import { armedRun } from '../../facts/armed-run.ts';
import { clock } from '../../facts/clock.ts';
import { mergeRequests, type FactRequest, type Facts } from '../../facts/fact.ts';
import { osRelease } from '../../facts/os-release.ts';
import { secretDigests } from '../../facts/secret-digests.ts';
import { sshdDaemon } from '../../facts/sshd-daemon.ts';
import { writeObstacles } from '../../facts/write-obstacles.ts';
import type { Refusal } from '../../plan/refusal.ts';
import type { Examination } from '../examination.ts';
import type { HostContext } from '../host-context.ts';
import { contradiction } from '../logins/judge.ts';
import { digestRequests, otherSecretsOn, otherSecretWarnings } from '../logins/other-secrets.ts';
import { gather } from './gather.ts';
import { factRequests, planHost } from './plan.ts';

/**
 * The two phases, as they are before anything is changed. `login` is the managing account's: where it contradicts the host's files, the
 * plan is refused. Rejects when the host's system is not one we know.
 */
export async function examine(host: HostContext, lifeline: Connection, login: Evidence): Promise<Examination> {
  const gathered = await host.timeline.phase('gather', () => gatherFacts(host, lifeline));
  const planned = await host.timeline.phase('plan', () => planFrom(host, gathered));
  const verdict = planned.plan.access.find(({ account }) => account === login.account);
  return seen(host, planned, contradiction(verdict, login));
}

/** The same within whatever phase is current, without a login to hold it against. */
export async function lookAgain(host: HostContext, connection: Connection): Promise<Examination> {
  return seen(host, planFrom(host, await gatherFacts(host, connection)), undefined);
}

/** What is left to do, for a host that is done: not reviewed, and no part of the host's result. */
export async function whatIsLeft(host: HostContext, connection: Connection): Promise<Examination> {
  return planFrom(host, await gatherFacts(host, connection));
}

function seen(context: HostContext, found: Examination, contradicted: Refusal | undefined): Examination {
  const { host, work, managingAccount, record } = context;
  const seenSoFar = withRefusals(found, contradicted === undefined ? [] : [contradicted]);
  record.seen = withRefusals(seenSoFar, work.review?.(host, seenSoFar, managingAccount) ?? []);
  return record.seen;
}

function withRefusals(found: Examination, refusals: readonly Refusal[]): Examination {
  const { plan } = found;
  return refusals.length === 0 ? found : { ...found, plan: { ...plan, refusals: [...plan.refusals, ...refusals] } };
}

interface Gathered {
  readonly facts: Facts;
  /** Seconds that the host's clock is ahead of ours. */
  readonly clockOffset: number | undefined;
  readonly otherSecrets: readonly string[];
}

async function gatherFacts(host: HostContext, connection: Connection): Promise<Gathered> {
  const { services, interrupt, timeline, become } = host;
  const asked = services.now();
  const salt = services.nonce();
  const requests = mergeRequests([...requestsOf(host), ...digestRequests(services.enrolments, salt)]);
  const facts = await gather(connection, requests, become, services.nonce(), interrupt.revertNow);
  const clockOffset = offset(facts, (asked + services.now()) / 2);
  timeline.clockOffset = clockOffset ?? 0;
  const otherSecrets = requests.some(({ fact }) => fact === secretDigests)
    ? await otherSecretsOn(facts.get(secretDigests), services.enrolments, salt)
    : [];
  return { facts, clockOffset, otherSecrets };
}

function planFrom({ work, services, managingAccount, become }: HostContext, gathered: Gathered): Examination {
  const { facts, clockOffset, otherSecrets } = gathered;
  const { play, taskTypes, allowLockout, acceptBreaking } = work;
  const distro = knownDistro(facts);
  const plan = planHost(play, taskTypes, {
    ...{ facts, distro, clockOffset, allowLockout, acceptBreaking, managingAccount },
    root: become || managingAccount === 'root',
    vaultEntry: (account) => services.enrolments.entry(account),
  });
  const warnings = [...plan.warnings, ...otherSecretWarnings(otherSecrets)];
  return { facts, distro, plan: { ...plan, warnings }, otherSecrets };
}

function requestsOf({ work, managingAccount }: HostContext): readonly FactRequest[] {
  const always = [osRelease, clock, sshdDaemon, armedRun, writeObstacles].map((fact) => ({ fact, params: [] }));
  const requests = [...always, ...accessRequests([managingAccount, ...work.accounts])];
  return factRequests(work.play, work.taskTypes, requests);
}
function knownDistro(facts: Facts): Distro {
  const release = facts.get(osRelease);
  const distro = distroOf(release);
  if (distro !== undefined) return distro;
  throw new KeyturnError(`the system "${release.prettyName}" is not one that keyturn knows`, {
    help: `known so far: ${distros.map(({ tested }) => tested).join('; ')}; leave the host out with --limit`,
  });
}

/** Host's clock minus ours in seconds. Half the exec's duration is the error, far below what a code tolerates. */
function offset(facts: Facts, atMs: number): number | undefined {
  const epoch = facts.get(clock).epochSeconds;
  return epoch === undefined ? undefined : epoch - atMs / 1000;
}
