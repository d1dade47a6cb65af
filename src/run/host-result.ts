// From the end of the work on one host to its result.
import type { AccessVerdict } from '../plan/access-verdict.ts';
import type { HostPlan } from '../plan/host-plan.ts';
import type { Action } from './actions/action.ts';
import type { HostResult } from './event.ts';
import type { Ending, HostContext, HostRecord } from './host-context.ts';
import { shapesIn } from './logins/account-shape.ts';
import { withEvidence, withoutOtherSecrets } from './logins/judge.ts';
import { problemOf, statusBeforeChange } from './problem.ts';

/** The ending of an action that rejected: nothing on the host has changed for logins. */
export function endingOf({ timeline }: HostContext, error: unknown): Ending {
  return { status: statusBeforeChange(error), problem: problemOf(error, timeline.current) };
}

/** Closes every connection to the host, and makes the result. Never rejects. */
export async function resultOf(context: HostContext, action: Action, ending: Ending): Promise<HostResult> {
  const { host, record, timeline } = context;
  for (const connection of record.connections.toReversed()) await connection.close();
  return {
    host: host.name,
    status: ending.status,
    plan: planWithEvidence(record, action),
    logins: record.tried,
    problem: ending.problem,
    prepared: record.prepared,
    roundTrips: timeline.roundTrips,
    durationMs: timeline.durationMs,
  };
}

function planWithEvidence({ seen, tried }: HostRecord, { sharesEvidence }: Action): HostPlan | undefined {
  if (seen === undefined) return undefined;
  const shapeOf = sharesEvidence ? shapesIn(seen) : ({ account }: AccessVerdict) => account;
  const shown = withEvidence(seen.plan.access, tried, shapeOf);
  return { ...seen.plan, access: withoutOtherSecrets(shown, seen.otherSecrets ?? []) };
}
