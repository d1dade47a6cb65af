// Hosts that another run holds. What is in place there may be put back in a moment: nothing is planned from it, and nothing said about it.
import { armedRun } from '../facts/armed-run.ts';
import { ConnectionError, type Connection } from '../connection/connection.ts';
import type { Facts } from '../facts/fact.ts';
import { revert } from '../transaction/revert.ts';
import { becomes } from './examine.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import { gather } from './gather.ts';
import type { HostRun } from './host-run.ts';
import { LostError, StepError } from './problem.ts';

/** What a run says about itself on a host. `nonce` is undefined when it says none that could be copied into a command. */
export interface Holder {
  readonly operator: string;
  readonly runId: string;
  readonly nonce: string | undefined;
}

/** That somebody else is at it, and what to do. `since` completes "… is at work on this host". */
export function heldError({ operator, runId, nonce }: Holder, since: string): StepError {
  const instead = nonce === undefined ? '' : `, and --break-lock ${nonce} puts its work back`;
  return new StepError(`${operator} is at work on this host${since} (run ${runId})`, {
    help: `wait until it is done; if that run is dead, \`keyturn resume\` goes on with it where it was begun${instead}`,
  });
}

/** Throws a StepError where another run has armed the host, or is putting it back. */
export function requireFree(facts: Facts): void {
  const { held } = facts.get(armedRun);
  if (held !== undefined && held.state !== 'staging') throw heldError(held, '');
}

/**
 * Puts back what a run has left whose lock the user wants broken. Gives whether there was one: then the host is another one than it was,
 * for whoever has logged in or looked at it.
 */
export async function breakLock(run: HostRun): Promise<boolean> {
  const { lifeline, options } = run;
  const { breakLocks, services, interrupt } = options;
  if (breakLocks.length === 0) return false;
  const request = { fact: armedRun, params: [] };
  const facts = await gather(lifeline, [request], becomes(run), services.nonce(), interrupt.stopping);
  const { held } = facts.get(armedRun);
  if (held === undefined || !breakLocks.includes(held.nonce)) return false;
  await putBack(lifeline, held);
  return true;
}

async function putBack(lifeline: Connection, held: TransactionId): Promise<void> {
  try {
    const outcome = await revert(lifeline, held);
    if (outcome.kind === 'unknown') throw lost(held, outcome.detail);
  } catch (error) {
    throw error instanceof ConnectionError ? lost(held, error.message) : error;
  }
}

function lost({ runId }: TransactionId, reason: string): LostError {
  const help = 'the host goes on with it by itself: `keyturn status` says whether it is done';
  return new LostError(`run ${runId} was being put back, and did not say how that ended: ${reason}`, { help });
}

/** Clears away what a run has left that was killed once it had confirmed. Whoever stages does so too; where nothing has to change nobody would. */
export async function tidy({ lifeline }: HostRun, facts: Facts): Promise<void> {
  const { held, last } = facts.get(armedRun);
  if (held !== undefined && held.runId === last?.runId && last.state === 'confirmed') await revert(lifeline, held);
}
