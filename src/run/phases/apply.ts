// Apply: everything into place, checked and reloaded, in one exec; any failure inside reverts inside.
import type { HostContext } from '../host-context.ts';
import { StepError } from '../problem.ts';
import type { Transaction } from '../transaction.ts';
import { lastAnswer, lastStep } from '../../host-protocol/answer.ts';
import { runStaged, type Exec, type StepOptions } from '../../host-protocol/exec.ts';
import type { TransactionId } from '../../host-protocol/transaction-id.ts';
import { decodeWord } from '../../host-protocol/word.ts';

/** Applies what was staged. Rejects with a StepError when the host did not take it. */
export async function applyStaged(host: HostContext, { id, lifeline }: Transaction): Promise<void> {
  await host.timeline.phase('apply', async () => {
    const outcome = await requestApply(lifeline, id);
    if (outcome.kind === 'applied') return;
    const what = outcome.kind === 'reverted' ? `${outcome.reason}: ${outcome.detail}` : outcome.detail;
    throw new StepError(`the host did not take the change: ${what}`);
  });
}

/** How applying ended. `reverted`: the host says that it reverted everything. */
export type ApplyOutcome =
  | { readonly kind: 'applied' }
  /** `reason` is a word to decide on (`sshd-test`, `assertion`, `reload`…), `detail` a sentence for the reader. */
  | { readonly kind: 'reverted'; readonly reason: string; readonly detail: string }
  /** Nobody knows what is in place: revert, or wait for the host to do so. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Asks the host to apply what was staged. Rejects only with a ConnectionError, after which the state of the host is unknown. */
export async function requestApply(exec: Exec, id: TransactionId, options: StepOptions = {}): Promise<ApplyOutcome> {
  const result = await runStaged(exec, id, 'apply.sh', 90_000, options);
  const answer = lastAnswer(result.stdout, id);
  const [reason, detail] = answer?.words.map(decodeWord) ?? [];
  switch (answer?.outcome) {
    case 'applied':
      if (result.completed) return { kind: 'applied' };
      break;
    case 'reverted':
    case 'nothing-armed':
      return { kind: 'reverted', reason: reason ?? answer.outcome, detail: detail ?? '' };
    case 'revert-incomplete':
      return { kind: 'unknown', detail: `${reason ?? '?'}: ${detail ?? ''}; putting it back did not succeed` };
    default:
  }
  const step = lastStep(result.stdout, id);
  return { kind: 'unknown', detail: step === undefined ? result.stderr.trim() : `the last step was "${step}"` };
}
