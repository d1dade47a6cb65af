// Revert: over the lifeline at once, over a new connection when the lifeline is gone, and where the host cannot be reached, by waiting
// for its dead-man switch. What is reported is what the host's own state says, never what we hope.
import { ConnectionError, type Connection } from '../../connection/connection.ts';
import { lastAnswer } from '../../host-protocol/answer.ts';
import { runStaged, type Exec, type StepOptions } from '../../host-protocol/exec.ts';
import type { TransactionId } from '../../host-protocol/transaction-id.ts';
import { decodeWord } from '../../host-protocol/word.ts';
import type { HostProblem } from '../event.ts';
import { leftAs, type Ending, type HostContext } from '../host-context.ts';
import { problemOf, StageUnknownError, statusBeforeChange } from '../problem.ts';
import type { Transaction } from '../transaction.ts';

const byHand = 'from a console on the host, `sh /var/lib/keyturn/last/revert.sh` reverts it';

/** Milliseconds between two attempts to reach a host, and how long after its deadline it must be reachable again. */
const retryEvery = 5_000;
const grace = 60_000;

/**
 * Reverts a transaction that failed with the given error, whatever step that was. Rejects with the error itself where staging failed and
 * left nothing to revert.
 */
export async function revertAfterFailure(host: HostContext, transaction: Transaction, error: unknown): Promise<Ending> {
  const { timeline, services } = host;
  const phase = timeline.current;
  const mayBeArmed = phase !== 'stage' || error instanceof StageUnknownError || error instanceof ConnectionError;
  if (!mayBeArmed) throw error;
  const problem = problemOf(error, phase);
  const isLate = (timeline.revertsAt ?? Infinity) <= services.now();
  const reason = isLate ? late(problem) : problem;
  const ending = await timeline.phase('revert', async () =>
    endingOf(await revertSomehow(host, transaction), reason, host),
  );
  const isUntouched = phase === 'stage' || phase === 'rehearse';
  if (isLate || !isUntouched || ending.status !== 'reverted') return ending;
  const left = leftAs(host);
  const help = problem.help === undefined ? left : `${problem.help}; ${left}`;
  return { status: statusBeforeChange(error), problem: { ...problem, help } };
}

/** The host has reverted by itself meanwhile: what failed then shows nothing but that. */
function late(problem: HostProblem): HostProblem {
  return {
    ...problem,
    message: `the host's time was up before the change was confirmed (--revert-after): ${problem.message}`,
  };
}

async function revertSomehow(host: HostContext, { id, lifeline }: Transaction): Promise<RevertOutcome | undefined> {
  const { services, interrupt, timeline } = host;
  const giveUpAt = (timeline.revertsAt ?? services.now()) + grace;
  let outcome = await tryRevert(lifeline, id);
  while (outcome === undefined && services.now() < giveUpAt && !interrupt.leave.aborted) {
    outcome = await revertOverNewConnection(host, id);
    if (outcome === undefined) await pause(host, giveUpAt);
  }
  return outcome;
}

async function pause({ services, interrupt, timeline }: HostContext, giveUpAt: number): Promise<void> {
  timeline.waiting('out of reach; its dead-man switch reverts it', Math.ceil((giveUpAt - services.now()) / 1000));
  await services.sleep(retryEvery, interrupt.leave).catch(() => undefined);
}

function endingOf(outcome: RevertOutcome | undefined, problem: HostProblem, host: HostContext): Ending {
  switch (outcome?.kind) {
    case 'reverted':
    case 'nothing-armed':
      return { status: 'reverted', problem: { ...problem, help: revertedTo(host) } };
    case 'confirmed':
      // Confirmed although we never heard of it: the host is new, and everything was proven before we asked it to confirm.
      return { status: 'changed' };
    case 'unknown':
      return {
        status: 'lost',
        problem: { ...problem, help: byHand, output: `${problem.output}\n${outcome.detail}`.trim() },
      };
    case undefined:
      return { status: 'lost', problem: { ...problem, help: byHand } };
  }
}

function revertedTo(host: HostContext): string {
  return host.record.prepared.length === 0 ? 'the host is as it was before this run' : leftAs(host);
}

/** Undefined when the connection does not carry it any more. */
async function tryRevert(connection: Connection, id: TransactionId): Promise<RevertOutcome | undefined> {
  try {
    return await requestRevert(connection, id);
  } catch {
    return undefined;
  }
}

async function revertOverNewConnection(context: HostContext, id: TransactionId): Promise<RevertOutcome | undefined> {
  const { host, services, interrupt, timeline } = context;
  const made = await services.connect(host, timeline, interrupt.leave).catch(() => undefined);
  if (made === undefined) return undefined;
  const connection = timeline.counted(made.connection);
  const outcome = await tryRevert(connection, id);
  await connection.close();
  return outcome;
}

/** How reverting ended. `confirmed`: it was too late, the new state stays. */
export type RevertOutcome =
  | { readonly kind: 'reverted' }
  | { readonly kind: 'nothing-armed' }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Asks the host to revert a transaction, or to clean up after one that was only staged. May be repeated. Rejects only with a ConnectionError. */
export async function requestRevert(exec: Exec, id: TransactionId, options: StepOptions = {}): Promise<RevertOutcome> {
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
