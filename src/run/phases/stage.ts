// Stage: snapshots, candidate files and the dead-man switch, in one exec; production stays as it is.
import type { Layout } from '../../distros/distro.ts';
import { leftAs, type HostContext } from '../host-context.ts';
import { lockedError } from '../host-lock.ts';
import { RefusedError, StageUnknownError, StepError } from '../problem.ts';
import type { Transaction } from '../transaction.ts';
import { isNonce, isRunId } from '../../formats/transaction-id.ts';
import { hostScripts } from '../../host-protocol/host-scripts.ts';
import { lastAnswer } from '../../host-protocol/answer.ts';
import { payloadOf, type TransactionPlan } from '../../host-protocol/manifest.ts';
import type { Exec, StepOptions } from '../../host-protocol/exec.ts';
import type { TransactionId } from '../../host-protocol/transaction-id.ts';
import { decodeWord, nonceWord, runName, encodeWord } from '../../host-protocol/word.ts';

/** Who holds a host. All of it is what that other run wrote about itself. */
export interface LockHolder {
  /** `?` for what is no id of a run, as `operator` is where none is named. */
  readonly runId: string;
  /** Undefined for what is no nonce of ours. */
  readonly nonce: string | undefined;
  readonly operator: string;
  /** Seconds since the epoch on the host's clock; undefined when unreadable. */
  readonly since: number | undefined;
}

/** Stages and arms the dead-man switch. Rejects with a StageUnknownError, or with another StepError when the host is as it was. */
export async function stage(host: HostContext, { id, lifeline, seen, payload }: Transaction): Promise<void> {
  const { services, work, timeline } = host;
  await timeline.phase('stage', async () => {
    // The host counts from when it is armed, which is after this: the time shown is the earliest.
    timeline.armed(services.now() + work.revertAfter * 1000);
    const options = { operator: services.operator, revertAfter: work.revertAfter, layout: seen.distro };
    const outcome = await requestStage(lifeline, id, payload, options);
    if (outcome.kind !== 'staged') throw failureOf(outcome, leftAs(host));
  });
}

function failureOf(outcome: Exclude<StageOutcome, { kind: 'staged' }>, left: string): StepError {
  switch (outcome.kind) {
    case 'locked':
      return lockedError(outcome.by, since(outcome.by));
    case 'drifted':
      return new StepError(`${outcome.path} changed on the host while we looked at it`, {
        help: `${left}; see who else edits it, then run again`,
      });
    case 'refused':
      return new RefusedError(`${outcome.detail} (${outcome.reason})`, { help: left });
    case 'unknown':
      return new StageUnknownError('the host did not say how staging ended', { output: outcome.detail });
  }
}

function since({ since: seconds }: LockHolder): string {
  return seconds === undefined ? '' : ` since ${new Date(seconds * 1000).toISOString()}`;
}

/** How staging ended. Everything but `staged` and `unknown` left nothing behind. */
export type StageOutcome =
  | { readonly kind: 'staged' }
  | { readonly kind: 'locked'; readonly by: LockHolder }
  /** A file is not what the plan was made from. */
  | { readonly kind: 'drifted'; readonly path: string }
  /** `reason` is a word to decide on (`symlink`, `hard-link`, `space`…), `detail` a sentence for the reader. */
  | { readonly kind: 'refused'; readonly reason: string; readonly path: string | undefined; readonly detail: string }
  /** The host may be armed: revert. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** What staging needs besides the plan. */
export interface StageOptions extends StepOptions {
  /** Who runs it, shown where the host is found locked: `alice@workstation`. */
  readonly operator: string;
  /** Seconds until the host reverts itself unless confirmed. */
  readonly revertAfter: number;
  /** What the host's family calls things. */
  readonly layout: Layout;
}

/** Asks the host to stage a transaction. Rejects only with a ConnectionError; a TypeError means that a task planned what cannot be staged. */
export async function requestStage(
  exec: Exec,
  id: TransactionId,
  plan: TransactionPlan,
  options: StageOptions,
): Promise<StageOutcome> {
  const scripts = await hostScripts(options.layout);
  const words = [runName(id.runId), nonceWord(id.nonce), encodeWord(options.operator), String(options.revertAfter)];
  const args = [...words, payloadOf(id, plan, scripts)];
  const result = await exec.runScript(
    { text: scripts.stage, args, become: true, timeout: options.timeout ?? 60_000 },
    options.signal,
  );
  const answer = lastAnswer(result.stdout, id);
  const [first, second, third, fourth] = answer?.words.map(decodeWord) ?? [];
  switch (answer?.outcome) {
    case 'staged':
      // A script that says so and then does not end well may have been cut down with the switch armed.
      return result.completed ? { kind: 'staged' } : { kind: 'unknown', detail: 'staging did not end' };
    case 'locked':
      return { kind: 'locked', by: holder(first, second, third, fourth) };
    case 'drifted':
      return { kind: 'drifted', path: first ?? '?' };
    case 'refused':
      return { kind: 'refused', reason: first ?? '?', path: second === '-' ? undefined : second, detail: third ?? '' };
    default:
      return { kind: 'unknown', detail: result.stderr.trim() };
  }
}

/** A user is told to copy what this says: only what is named as ours are is passed on. */
function holder(runId = '', nonce = '', since = '', operator = '-'): LockHolder {
  return {
    runId: isRunId(runId) ? runId : '?',
    nonce: isNonce(nonce) ? nonce : undefined,
    operator: operator === '-' ? '?' : operator,
    since: epoch(since),
  };
}

function epoch(word: string): number | undefined {
  return /^\d{1,12}$/.test(word) ? Number(word) : undefined;
}
