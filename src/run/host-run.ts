// One host through all phases. A host ends fully old or fully new; every way out of here says which, or that nobody knows.
import type { Connection } from '../connection/connection.ts';
import type { Evidence } from '../connection/evidence.ts';
import type { Host } from '../inventory/host.ts';
import type { Canaries } from './fleet/canary-hosts.ts';
import { converge } from './converge.ts';
import type { HostProblem, HostResult, HostStatus, RunMode, TriedLogin } from './event.ts';
import { examine, inspect, type Examination } from './examine.ts';
import { breakLock, requireFree, tidy } from './host-lock.ts';
import { hostShape } from './fleet/host-shape.ts';
import type { RunOptions } from './options.ts';
import { prepare } from './prepare.ts';
import { problemOf, statusBeforeChange } from './problem.ts';
import { contradiction, withEvidence } from './logins/judge.ts';
import type { ManagedConnection } from './services.ts';
import { shapesIn } from './logins/account-shape.ts';
import { Timeline } from './timeline.ts';
import { transact } from './transact.ts';
import { verify } from './verify.ts';

/** Everything that the phases of one host share. */
export interface HostRun {
  readonly host: Host;
  readonly runId: string;
  readonly options: RunOptions;
  readonly timeline: Timeline;
  /** The first connection, kept until the end. */
  readonly lifeline: Connection;
}

/** How the work on a host ended, before it becomes a result. */
export interface Ending {
  readonly status: HostStatus;
  readonly problem?: HostProblem;
  readonly logins?: readonly TriedLogin[];
}

/** Runs the play on one host. Never rejects: whatever goes wrong is in the result. */
export async function runHost(
  host: Host,
  runId: string,
  options: RunOptions,
  canaries: Canaries | undefined,
): Promise<HostResult> {
  const { sink, journal, services } = options;
  const timeline = new Timeline({ host: host.name, runId, sink, journal, now: () => services.now() });
  let lifeline: Connection | undefined;
  let seen: Examination | undefined;
  let ending: Ending;
  try {
    const connect = (): Promise<ManagedConnection> => services.connect(host, timeline, options.interrupt.stopping);
    let first = await timeline.phase('connect', connect);
    lifeline = timeline.counted(first.connection);
    if (await breakLock({ host, runId, options, timeline, lifeline })) {
      await lifeline.close();
      first = await timeline.phase('connect', connect);
      lifeline = timeline.counted(first.connection);
    }
    const run = { host, runId, options, timeline, lifeline };
    seen = reviewed(run, refusedWhereUntrue(await examine(run, lifeline), first.evidence));
    seen = await inTurn(run, seen, canaries);
    ending = await carryOut(run, seen, first.evidence);
  } catch (error) {
    ending = { status: statusBeforeChange(error), problem: problemOf(error, timeline.current) };
  }
  await lifeline?.close();
  const logins = ending.logins ?? [];
  return {
    host: host.name,
    status: ending.status,
    plan: seen && { ...seen.plan, access: withEvidence(seen.plan.access, logins, likenessIn(seen, options.mode)) },
    logins,
    problem: ending.problem,
    roundTrips: timeline.roundTrips,
    durationMs: timeline.durationMs,
  };
}

/** Accounts of one shape share a rehearsal; of what stands, everybody's own login counts. */
function likenessIn(seen: Examination, mode: RunMode): ReturnType<typeof shapesIn> {
  return mode === 'verify' ? ({ account }) => account : shapesIn(seen);
}

/** A host whose files say something else than the login that we have just seen is left alone. */
function refusedWhereUntrue(seen: Examination, evidence: Evidence): Examination {
  const { plan } = seen;
  const refusal = contradiction(
    plan.access.find(({ account }) => account === evidence.account),
    evidence,
  );
  return refusal === undefined ? seen : { ...seen, plan: { ...plan, refusals: [...plan.refusals, refusal] } };
}

function reviewed({ host, options }: HostRun, seen: Examination): Examination {
  const refusals = options.review?.(host, seen, options.services.managingAccount(host)) ?? [];
  return refusals.length === 0
    ? seen
    : { ...seen, plan: { ...seen.plan, refusals: [...seen.plan.refusals, ...refusals] } };
}

async function carryOut(run: HostRun, seen: Examination, first: Evidence): Promise<Ending> {
  const { plan } = seen;
  if (run.options.mode !== 'plan') requireFree(seen.facts);
  if (run.options.mode === 'verify') return verify(run, seen, first);
  if (plan.refusals.length > 0) return { status: 'refused' };
  if (plan.changes.length === 0) {
    if (run.options.mode === 'apply') await tidy(run, seen.facts);
    return { status: 'ok' };
  }
  if (run.options.mode === 'plan') return { status: 'changed' };
  run.options.interrupt.stopping.throwIfAborted();
  await prepare(run, seen);
  const needsTransaction = plan.changes.some(({ change }) => change.risk === 'login');
  if (!needsTransaction) return converge(run, run.lifeline, []);
  return transact(run, seen);
}

/** What is seen of the host when it is its turn among those of its shape; what was seen long before may not be so any more. */
async function inTurn(run: HostRun, seen: Examination, canaries: Canaries | undefined): Promise<Examination> {
  const { host, options, lifeline } = run;
  const isToChange = options.mode === 'apply' && seen.plan.refusals.length === 0 && seen.plan.changes.length > 0;
  if (canaries === undefined || !isToChange) return seen;
  const { waited } = await canaries.enter(host.name, hostShape(seen.facts), options.interrupt.stopping, (behind) => {
    options.sink({ type: 'queued', host: host.name, behind });
  });
  return waited ? reviewed(run, await inspect(run, lifeline)) : seen;
}
