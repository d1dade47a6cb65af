// The way back: over the lifeline at once, over a new connection when the lifeline is gone, and when there is no way to the host, by
// waiting for it to do so itself. What is reported is what the host's own state says, never what we hope.
import type { Connection } from '../../connection/connection.ts';
import { revert, type RevertOutcome } from '../../transaction/revert.ts';
import type { TransactionId } from '../../host-protocol/transaction-id.ts';
import type { HostProblem } from '../event.ts';
import type { Ending, HostRun } from '../host-run.ts';

const byHand = 'from a console on the host, `sh /var/lib/keyturn/last/revert.sh` puts it back';

/** Milliseconds between two attempts to reach a host, and how long after its deadline it must be reachable again. */
const retryEvery = 5_000;
const grace = 60_000;

/** Reverts a transaction that failed for the given reason. Never rejects. */
export async function putBack(run: HostRun, id: TransactionId, problem: HostProblem): Promise<Ending> {
  return run.timeline.phase('revert', async () => endingOf(await revertSomehow(run, id), problem));
}

async function revertSomehow(run: HostRun, id: TransactionId): Promise<RevertOutcome | undefined> {
  const { services, interrupt } = run.options;
  const giveUpAt = (run.timeline.revertsAt ?? services.now()) + grace;
  let outcome = await tryRevert(run.lifeline, id);
  while (outcome === undefined && services.now() < giveUpAt && !interrupt.leave.aborted) {
    outcome = await revertOverNewConnection(run, id);
    if (outcome === undefined) await pause(run, giveUpAt);
  }
  return outcome;
}

async function pause({ options, timeline }: HostRun, giveUpAt: number): Promise<void> {
  const { services, interrupt } = options;
  timeline.waiting('out of reach; it puts itself back', Math.ceil((giveUpAt - services.now()) / 1000));
  await services.sleep(retryEvery, interrupt.leave).catch(() => undefined);
}

function endingOf(outcome: RevertOutcome | undefined, problem: HostProblem): Ending {
  switch (outcome?.kind) {
    case 'reverted':
    case 'nothing-armed':
      return { status: 'reverted', problem: { ...problem, help: 'the host is as it was before this run' } };
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

/** Undefined when the connection does not carry it any more. */
async function tryRevert(connection: Connection, id: TransactionId): Promise<RevertOutcome | undefined> {
  try {
    return await revert(connection, id);
  } catch {
    return undefined;
  }
}

async function revertOverNewConnection(run: HostRun, id: TransactionId): Promise<RevertOutcome | undefined> {
  const { services, interrupt } = run.options;
  const made = await services.connect(run.host, run.timeline, interrupt.leave).catch(() => undefined);
  if (made === undefined) return undefined;
  const connection = run.timeline.counted(made.connection);
  const outcome = await tryRevert(connection, id);
  await connection.close();
  return outcome;
}
