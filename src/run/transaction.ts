// The transaction of one host: what its steps, from stage to confirm, share.
import type { Connection } from '../connection/connection.ts';
import type { TransactionPlan } from '../host-protocol/manifest.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import { enrolledBy } from '../plan/enrolled-by.ts';
import type { Secret } from '../shell/secret.ts';
import type { Examination } from './examination.ts';
import type { HostContext } from './host-context.ts';
import { loginsPlanned, requireTime } from './logins/time-budget.ts';
import { planLogins, type LoginPlan } from './logins/login-plan.ts';

/** One transaction. */
export interface Transaction {
  readonly id: TransactionId;
  /** The first connection, kept until the end. */
  readonly lifeline: Connection;
  readonly seen: Examination;
  /** The logins to rehearse and to prove. */
  readonly logins: LoginPlan;
  /** What stage sends to the host. */
  readonly payload: TransactionPlan;
}

/**
 * Plans a transaction. The secrets of all new state files are durable in the vault before this resolves. Rejects before anything is
 * sent to the host.
 */
export async function planTransaction(
  host: HostContext,
  lifeline: Connection,
  seen: Examination,
): Promise<Transaction> {
  const { services, work, timeline } = host;
  const id: TransactionId = { runId: work.runId, nonce: services.nonce() };
  timeline.staging = { nonce: id.nonce, revertsAt: services.now() + work.revertAfter * 1000 };
  const logins = await planLogins(host, id, seen);
  const stateFiles = new Map<string, Secret>();
  for (const [account, issuer] of enrolledBy(seen.plan.changes)) {
    const { text } = await services.enrolments.obtain(account, issuer);
    stateFiles.set(account, text);
  }
  // Ours was made beside those of other hosts, and the ones that are planned come one after another: half of it is what one may take.
  const loginMs = timeline.loginMs === undefined ? undefined : timeline.loginMs / 2;
  requireTime({ logins: loginsPlanned(logins.candidates, seen.plan), loginMs }, work.revertAfter, work.revertAfter);
  host.interrupt.stopping.throwIfAborted();
  const { rehearsal, decoys } = logins;
  const changes = seen.plan.changes.map(({ change }) => change);
  return {
    ...{ id, lifeline, seen, logins },
    payload: { changes, assertions: seen.plan.assertions, stateFiles, rehearsal, decoys },
  };
}
