// Confirm: the new state stays. Over a fresh connection only, since the old one proves nothing.
import type { Connection } from '../../connection/connection.ts';
import type { HostContext } from '../host-context.ts';
import { StepError } from '../problem.ts';
import type { Transaction } from '../transaction.ts';
import { lastAnswer } from '../../host-protocol/answer.ts';
import { runStaged, type Exec, type StepOptions } from '../../host-protocol/exec.ts';
import type { TransactionId } from '../../host-protocol/transaction-id.ts';

/** Keeps the change. `fresh` is the connection whose login has just proven it. Rejects with a StepError where the host does not. */
export async function confirm(host: HostContext, { id }: Transaction, fresh: Connection): Promise<void> {
  await host.timeline.phase('confirm', async () => {
    const outcome = await requestConfirm(fresh, id);
    if (outcome.kind !== 'confirmed') throw new StepError(`the host did not confirm (${outcome.kind})`);
  });
}

/** How confirming ended. */
export type ConfirmOutcome =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'already-reverted' }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Asks the host to keep an applied transaction. Confirming twice is confirming once. Rejects only with a ConnectionError. */
export async function requestConfirm(
  exec: Exec,
  id: TransactionId,
  options: StepOptions = {},
): Promise<ConfirmOutcome> {
  const result = await runStaged(exec, id, 'confirm.sh', 30_000, options);
  switch (lastAnswer(result.stdout, id)?.outcome) {
    case 'confirmed':
      if (result.completed) return { kind: 'confirmed' };
      break;
    case 'already-reverted':
      return { kind: 'already-reverted' };
    default:
  }
  return { kind: 'unknown', detail: result.stderr.trim() };
}
