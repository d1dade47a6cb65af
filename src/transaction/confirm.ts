// Confirm: the new state stays. Over a fresh connection only, since the old one proves nothing.
import { lastAnswer } from '../host-protocol/answer.ts';
import { runStaged, type Exec, type StepOptions } from '../host-protocol/exec.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';

/** How confirming ended. */
export type ConfirmOutcome =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'already-reverted' }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Confirms an applied transaction. Confirming twice is confirming once. Rejects only with a ConnectionError. */
export async function confirm(exec: Exec, id: TransactionId, options: StepOptions = {}): Promise<ConfirmOutcome> {
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
