// Revert: everything back, over whatever connection still lives.
import { lastAnswer } from '../host-protocol/answer.ts';
import { runStaged, type Exec, type StepOptions } from '../host-protocol/exec.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import { decodeWord } from '../host-protocol/word.ts';

/** How reverting ended. `confirmed`: it was too late, the new state stays. */
export type RevertOutcome =
  | { readonly kind: 'reverted' }
  | { readonly kind: 'nothing-armed' }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Reverts a transaction, or cleans up after one that was only staged. May be repeated. Rejects only with a ConnectionError. */
export async function revert(exec: Exec, id: TransactionId, options: StepOptions = {}): Promise<RevertOutcome> {
  const result = await runStaged(exec, id, 'revert.sh', 120_000, options);
  const answer = lastAnswer(result.stdout, id);
  switch (answer?.outcome) {
    case 'reverted':
      if (result.completed) return { kind: 'reverted' };
      break;
    case 'nothing-armed':
      return { kind: 'nothing-armed' };
    case 'already-confirmed':
      return { kind: 'confirmed' };
    case 'revert-incomplete':
      return { kind: 'unknown', detail: decodeWord(answer.words[0] ?? '') };
    default:
  }
  return { kind: 'unknown', detail: result.stderr.trim() };
}
