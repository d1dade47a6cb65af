// The way back: over the lifeline at once, over a new connection when the lifeline is gone. What is reported is what the host's own
// state says, never what we hope.
import type { Connection } from '../connection/connection.ts';
import { revert, type RevertOutcome } from '../transaction/revert.ts';
import type { TransactionId } from '../transaction/transaction-id.ts';
import type { HostProblem } from './event.ts';
import type { Ending, HostRun } from './host-run.ts';

const byHand = 'from a console on the host, `sh /var/lib/keyturn/last/revert.sh` puts it back';

/** Reverts a transaction that failed for the given reason. Never rejects. */
export async function putBack(run: HostRun, id: TransactionId, problem: HostProblem): Promise<Ending> {
  return run.timeline.phase('revert', async () => {
    const outcome = (await tryRevert(run.lifeline, id)) ?? (await revertOverNewConnection(run, id));
    return endingOf(outcome, problem);
  });
}

function endingOf(outcome: RevertOutcome | undefined, problem: HostProblem): Ending {
  switch (outcome?.kind) {
    case 'reverted':
    case 'nothing-armed':
      return { status: 'reverted', problem: { ...problem, help: 'the host is as it was before this run' } };
    case 'confirmed':
      // Confirmed although we never heard of it: the host is new, and everything was proven before we asked it to confirm.
      return {
        status: 'failed',
        problem: { ...problem, help: 'the host confirmed the change and keeps it; run apply again' },
      };
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
  const { services } = run.options;
  const made = await services.connect(run.host, run.timeline, new AbortController().signal).catch(() => undefined);
  if (made === undefined) return undefined;
  const connection = run.timeline.counted(made.connection);
  const outcome = await tryRevert(connection, id);
  await connection.close();
  return outcome;
}
