// Locks: what another run has in place on a host may be reverted in a moment, so nothing is planned from it and nothing is said about it.
import { ConnectionError, type Connection } from '../connection/connection.ts';
import { armedRun } from '../facts/armed-run.ts';
import type { Facts } from '../facts/fact.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import type { HostContext } from './host-context.ts';
import { gather } from './phases/gather.ts';
import { requestRevert } from './phases/revert.ts';
import { LostError, StepError } from './problem.ts';

/** What a run says about itself on a host. `nonce` is undefined when it says none that could be copied into a command. */
export interface LockOwner {
  readonly operator: string;
  readonly runId: string;
  readonly nonce: string | undefined;
}

/** That another run has locked the host, and what to do. `since` completes "… is at work on this host". */
export function lockedError({ operator, runId, nonce }: LockOwner, since: string): StepError {
  const instead = nonce === undefined ? '' : `, and --break-lock ${nonce} reverts what it has changed`;
  return new StepError(`${operator} is at work on this host${since} (run ${runId})`, {
    help: `wait until it is done; if that run is dead, \`keyturn resume\` goes on with it where it was begun${instead}`,
  });
}

/** Throws a StepError where another run has armed its dead-man switch on the host, or is reverting. */
export function requireUnlocked(facts: Facts): void {
  const { lockedBy } = facts.get(armedRun);
  if (lockedBy !== undefined && lockedBy.state !== 'staging') throw lockedError(lockedBy, '');
}

/**
 * Reverts the run whose lock the user wants broken. Resolves to whether there was one: then the host is another one than it was for
 * whatever has logged in or looked at it before.
 */
export async function breakLock(host: HostContext, lifeline: Connection): Promise<boolean> {
  const { work, services, interrupt, become } = host;
  if (work.breakLocks.length === 0) return false;
  const request = { fact: armedRun, params: [] };
  const facts = await gather(lifeline, [request], become, services.nonce(), interrupt.stopping);
  const { lockedBy } = facts.get(armedRun);
  if (lockedBy === undefined || !work.breakLocks.includes(lockedBy.nonce)) return false;
  await revertOwner(lifeline, lockedBy);
  return true;
}

async function revertOwner(lifeline: Connection, owner: TransactionId): Promise<void> {
  try {
    const outcome = await requestRevert(lifeline, owner);
    if (outcome.kind === 'unknown') throw lost(owner, outcome.detail);
  } catch (error) {
    throw error instanceof ConnectionError ? lost(owner, error.message) : error;
  }
}

function lost({ runId }: TransactionId, reason: string): LostError {
  const help = 'the host goes on with it by itself: `keyturn status` says whether it is done';
  return new LostError(`run ${runId} was being reverted, and did not say how that ended: ${reason}`, { help });
}

/**
 * Removes what a run has left that was killed once it had confirmed. Staging does so too; this is for a host on which nothing has to
 * change.
 */
export async function removeLeftovers(lifeline: Connection, facts: Facts): Promise<void> {
  const { lockedBy, last } = facts.get(armedRun);
  if (lockedBy !== undefined && lockedBy.runId === last?.runId && last.state === 'confirmed')
    await requestRevert(lifeline, lockedBy);
}
