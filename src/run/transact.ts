// The transaction of one host: stage, rehearse, apply, prove, confirm. Every failure on the way goes back; every way back is checked.
import type { Connection } from '../connection/connection.ts';
import type { Secret } from '../shell/secret.ts';
import { apply } from '../transaction/apply.ts';
import { confirm } from '../transaction/confirm.ts';
import { stage, type StageOutcome } from '../transaction/stage.ts';
import type { TransactionId } from '../transaction/transaction-id.ts';
import { converge } from './converge.ts';
import type { TriedLogin } from './event.ts';
import type { Examination } from './examine.ts';
import type { Ending, HostRun } from './host-run.ts';
import { problemOf, StepError } from './problem.ts';
import { enrolledBy, planLogins, type LoginPlan } from './logins.ts';
import { prove } from './prove.ts';
import { putBack } from './put-back.ts';
import { rehearse } from './rehearse.ts';

/** Carries out the transaction. Rejects only while nothing is in place yet. */
export async function transact(run: HostRun, seen: Examination): Promise<Ending> {
  const { services, interrupt } = run.options;
  const id: TransactionId = { runId: run.runId, nonce: services.nonce() };
  const logins = await planLogins(run, id, seen);
  const stateFiles = await stateFilesOf(run, seen);
  interrupt.stopping.throwIfAborted();
  await run.timeline.phase('stage', () => stageOrThrow(run, id, seen, stateFiles, logins));
  const fresh: Connection[] = [];
  const tried: TriedLogin[] = [];
  try {
    tried.push(...(await run.timeline.phase('rehearse', () => rehearse(run, id, logins))));
    requireMet(tried);
    await run.timeline.phase('apply', () => applyOrThrow(run, id));
    tried.push(...(await run.timeline.phase('prove', () => prove(run, id, seen, logins, fresh))));
    requireMet(tried);
    const [connection] = fresh;
    if (connection === undefined) throw new TypeError('prove leaves a connection');
    await run.timeline.phase('confirm', () => confirmOrThrow(id, connection));
    return await convergeSafely(run, connection, tried);
  } catch (error) {
    return { ...(await putBack(run, id, problemOf(error, run.timeline.current))), logins: tried };
  } finally {
    await Promise.all(fresh.map((connection) => connection.close()));
  }
}

function requireMet(logins: readonly TriedLogin[]): void {
  const unmet = logins.filter((login) => !login.met);
  if (unmet.length === 0) return;
  const told = unmet.map(({ evidence, expected }) => `${evidence.account} (expected ${expected}): ${evidence.detail}`);
  throw new StepError(`logins were not as the plan says: ${told.join('; ')}`);
}

/** The texts of all state files that the plan writes, made and durable in the vault before the host sees any of them. */
async function stateFilesOf(run: HostRun, { plan }: Examination): Promise<ReadonlyMap<string, Secret>> {
  const files = new Map<string, Secret>();
  for (const [account, issuer] of enrolledBy(plan.changes)) {
    const { text } = await run.options.services.enrolments.obtain(account, issuer);
    files.set(account, text);
  }
  return files;
}

async function stageOrThrow(
  run: HostRun,
  id: TransactionId,
  { plan }: Examination,
  stateFiles: ReadonlyMap<string, Secret>,
  { rehearsal, canaries }: LoginPlan,
): Promise<void> {
  const { services } = run.options;
  const changes = plan.changes.map(({ change }) => change);
  const wanted = { changes, assertions: plan.assertions, stateFiles, rehearsal, canaries };
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
async function convergeSafely(run: HostRun, connection: Connection, logins: readonly TriedLogin[]): Promise<Ending> {
  try {
    return await converge(run, connection, logins);
  } catch (error) {
    return { status: 'failed', logins, problem: problemOf(error, 'converge') };
  }
}
