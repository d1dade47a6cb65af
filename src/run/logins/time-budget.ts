// Whether the logins that are planned on a host fit into the time after which it reverts itself.
import { StepError } from '../problem.ts';
import type { DetailedPlan } from '../examination.ts';
import type { Candidate } from './login-plan.ts';
import { isComparable } from './session-changes.ts';

/** Seconds that apply, reload and confirm are given besides the logins. */
const besides = 5;

/** Seconds for a login where none was timed: its key exchange and PAM, on a busy host. */
const usual = 1;

/** How many logins are made on a host while its dead-man switch is armed, and how long, in milliseconds, one has taken there. */
export interface LoginTime {
  readonly logins: number;
  readonly loginMs: number | undefined;
}

/** Rehearsals, one with a wrong code, logins before the change for their sessions, proofs where the secret is at hand, and our own. */
export function loginsPlanned(candidates: readonly Candidate[], plan: DetailedPlan): number {
  const provable = candidates.filter(({ rehearsal, own }) => rehearsal === undefined || own !== undefined);
  const compared = candidates.filter((candidate) => isComparable(candidate, plan));
  return candidates.length + compared.length + provable.length + 2;
}

/** Throws a StepError where the logins need longer than the `seconds` that are left of `revertAfter`. */
export function requireTime({ logins, loginMs }: LoginTime, seconds: number, revertAfter: number): void {
  const each = loginMs === undefined ? usual : loginMs / 1000;
  const needed = Math.ceil(logins * each + besides);
  if (needed <= seconds) return;
  // Half as much again, in whole minutes: what was timed once is no promise. Counted from the start, whatever has passed.
  const enough = Math.ceil(((revertAfter - seconds + needed) * 1.5) / 60) * 60;
  throw new StepError(
    `${logins} logins to rehearse and prove, ${each.toFixed(1)} s each, need about ${needed} s, ` +
      `and the host reverts itself ${seconds === revertAfter ? 'after' : 'in'} ${Math.floor(seconds)} s`,
    { help: `run again with \`--revert-after ${enough}\`; a login that takes seconds often waits for a name server` },
  );
}
