// Stage: everything beside production, the host armed to put itself back. What came of it, in words.
import { stage, type LockHolder, type StageOutcome } from '../transaction/stage.ts';
import type { TransactionPlan } from '../host-protocol/manifest.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import { heldError } from './host-lock.ts';
import type { HostRun } from './host-run.ts';
import { RefusedError, StepError } from './problem.ts';

/** Nobody knows whether the host is armed. */
export class StageUnknownError extends StepError {
  override readonly name = 'StageUnknownError';
}

/** Stages and arms. Rejects with a StageUnknownError, or with another StepError when the host is as it was. */
export async function stageHost(run: HostRun, id: TransactionId, wanted: TransactionPlan): Promise<void> {
  const { services, revertAfter } = run.options;
  // The host counts from when it is armed, which is after this: the time shown is the earliest.
  run.timeline.armed(services.now() + revertAfter * 1000);
  const outcome = await stage(run.lifeline, id, wanted, { operator: services.operator, revertAfter });
  if (outcome.kind !== 'staged') throw failureOf(outcome);
}

function failureOf(outcome: Exclude<StageOutcome, { kind: 'staged' }>): StepError {
  switch (outcome.kind) {
    case 'locked':
      return heldError(outcome.by, since(outcome.by));
    case 'drifted':
      return new StepError(`${outcome.path} changed on the host while we looked at it`, {
        help: 'nothing was changed; see who else edits it, then run again',
      });
    case 'refused':
      return new RefusedError(`${outcome.detail} (${outcome.reason})`, { help: 'nothing was changed' });
    case 'unknown':
      return new StageUnknownError('the host did not say how staging ended', { output: outcome.detail });
  }
}

function since({ since: seconds }: LockHolder): string {
  return seconds === undefined ? '' : ` since ${new Date(seconds * 1000).toISOString()}`;
}
