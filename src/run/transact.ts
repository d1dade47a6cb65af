// The transaction of one host: stage, apply, prove, confirm. Every failure on the way goes back; every way back is checked.
import type { Connection } from '../connection/connection.ts';
import type { Secret } from '../shell/secret.ts';
import { apply } from '../transaction/apply.ts';
import { confirm } from '../transaction/confirm.ts';
import { stage, type StageOutcome } from '../transaction/stage.ts';
import type { TransactionId } from '../transaction/transaction-id.ts';
import { converge } from './converge.ts';
import type { ProvenLogin } from './event.ts';
import type { Examination } from './examine.ts';
import type { Ending, HostRun } from './host-run.ts';
import { problemOf, StepError } from './problem.ts';
import { prove } from './prove.ts';
import { putBack } from './put-back.ts';

/** Carries out the transaction. Rejects only while nothing is in place yet. */
export async function transact(run: HostRun, seen: Examination): Promise<Ending> {
  const { services, interrupt } = run.options;
  const id: TransactionId = { runId: run.runId, nonce: services.nonce() };
  const stateFiles = await stateFilesOf(run, seen);
  interrupt.stopping.throwIfAborted();
  await run.timeline.phase('stage', () => stageOrThrow(run, id, seen, stateFiles));
  const fresh: Connection[] = [];
  try {
    await run.timeline.phase('apply', () => applyOrThrow(run, id));
    const logins = await run.timeline.phase('prove', () => prove(run, seen, fresh));
    const unmet = logins.filter((login) => !login.met);
    const [connection] = fresh;
    if (unmet.length > 0 || connection === undefined) throw new UnmetLogins(logins);
    await run.timeline.phase('confirm', () => confirmOrThrow(id, connection));
    return await convergeSafely(run, connection, logins);
  } catch (error) {
    const logins = error instanceof UnmetLogins ? error.logins : [];
    return { ...(await putBack(run, id, problemOf(error, run.timeline.current))), logins };
  } finally {
    await Promise.all(fresh.map((connection) => connection.close()));
  }
}

/** Logins that were not as the policy says, with all that were tried. */
class UnmetLogins extends StepError {
  readonly logins: readonly ProvenLogin[];

  constructor(logins: readonly ProvenLogin[]) {
    const unmet = logins.filter((login) => !login.met);
    const told = unmet.map(
      ({ evidence, expected }) => `${evidence.account} (expected ${expected}): ${evidence.detail}`,
    );
    super(`logins were not as the policy says: ${told.join('; ')}`);
    this.logins = logins;
  }
}

/** The texts of all state files that the plan writes, made and durable in the vault before the host sees any of them. */
async function stateFilesOf(run: HostRun, { plan }: Examination): Promise<ReadonlyMap<string, Secret>> {
  const files = new Map<string, Secret>();
  for (const { change } of plan.changes) {
    if (change.kind !== 'write-file' || change.content.kind !== 'state-file') continue;
    const { account, issuer } = change.content;
    files.set(account, await run.options.services.enrolments.stateFile(account, issuer));
  }
  return files;
}

async function stageOrThrow(
  run: HostRun,
  id: TransactionId,
  { plan }: Examination,
  stateFiles: ReadonlyMap<string, Secret>,
): Promise<void> {
  const { services } = run.options;
  const changes = plan.changes.map(({ change }) => change);
  const wanted = { changes, assertions: plan.assertions, stateFiles };
  const options = { operator: services.operator, revertAfter: run.options.revertAfter };
  const outcome = await stage(run.lifeline, id, wanted, options);
  if (outcome.kind !== 'staged') throw stageFailure(outcome);
}

function stageFailure(outcome: Exclude<StageOutcome, { kind: 'staged' }>): StepError {
  switch (outcome.kind) {
    case 'locked': {
      const { operator, runId, since } = outcome.by;
      const when = since === undefined ? '' : ` since ${new Date(since * 1000).toISOString()}`;
      return new StepError(`${operator} is at work on this host${when} (run ${runId})`, {
        help: 'wait until it is done; if that run is dead, `sh /var/lib/keyturn/last/revert.sh` on the host cleans up after it',
      });
    }
    case 'drifted':
      return new StepError(`${outcome.path} changed on the host while we looked at it`, {
        help: 'nothing was changed; see who else edits it, then run again',
      });
    case 'refused':
      return new StepError(`${outcome.path ?? 'the host'}: ${outcome.detail} (${outcome.reason})`, {
        help: 'nothing was changed',
      });
    case 'unknown':
      return new StepError('the host did not say how staging ended', {
        help: 'logins are as before; `sh /var/lib/keyturn/last/revert.sh` on the host cleans up',
        output: outcome.detail,
      });
  }
}

async function applyOrThrow(run: HostRun, id: TransactionId): Promise<void> {
  const outcome = await apply(run.lifeline, id);
  if (outcome.kind === 'applied') return;
  const what = outcome.kind === 'reverted' ? `${outcome.reason}: ${outcome.detail}` : outcome.detail;
  throw new StepError(`the host did not take the change: ${what}`);
}

async function confirmOrThrow(id: TransactionId, connection: Connection): Promise<void> {
  const outcome = await confirm(connection, id);
  if (outcome.kind !== 'confirmed') throw new StepError(`the host did not confirm (${outcome.kind})`);
}

/** After confirm the host is new, come what may: a failure to look at it again must not put it back. */
async function convergeSafely(run: HostRun, connection: Connection, logins: readonly ProvenLogin[]): Promise<Ending> {
  try {
    return await converge(run, connection, logins);
  } catch (error) {
    return { status: 'failed', logins, problem: problemOf(error, 'converge') };
  }
}
