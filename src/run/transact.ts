// The transaction of one host: stage, rehearse, apply, prove, confirm. Every failure on the way goes back; every way back is checked.
import { ConnectionError, type Connection } from '../connection/connection.ts';
import type { Secret } from '../shell/secret.ts';
import { apply } from '../transaction/apply.ts';
import { confirm } from '../transaction/confirm.ts';
import type { TransactionPlan } from '../host-protocol/manifest.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import { converge } from './converge.ts';
import { enrolledBy } from '../plan/enrolled-by.ts';
import type { HostProblem, TriedLogin } from './event.ts';
import type { Examination } from './examine.ts';
import type { Ending, HostRun } from './host-run.ts';
import { planLogins, type LoginPlan } from './logins/login-plan.ts';
import { unmetText } from './logins/judge.ts';
import { problemOf, RefusedError, statusBeforeChange, StepError } from './problem.ts';
import { prove } from './prove.ts';
import { putBack } from './phases/revert-host.ts';
import { rehearse } from './rehearse.ts';
import { stageHost, StageUnknownError } from './stage-host.ts';

/** Carries out the transaction. Rejects only when the host is known to be as it was. */
export async function transact(run: HostRun, seen: Examination): Promise<Ending> {
  const { services, interrupt, revertAfter } = run.options;
  const id: TransactionId = { runId: run.runId, nonce: services.nonce() };
  run.timeline.staging = { nonce: id.nonce, revertsAt: services.now() + revertAfter * 1000 };
  const logins = await planLogins(run, id, seen);
  const wanted = await wantedOf(run, seen, logins);
  interrupt.stopping.throwIfAborted();
  const fresh: Connection[] = [];
  const tried: TriedLogin[] = [];
  try {
    await run.timeline.phase('stage', () => stageHost(run, id, wanted));
    tried.push(...(await run.timeline.phase('rehearse', () => rehearse(run, id, logins))));
    requireRehearsed(tried);
    interrupt.stopping.throwIfAborted();
    await run.timeline.phase('apply', () => applyOrThrow(run, id));
    tried.push(...(await run.timeline.phase('prove', () => prove(run, id, seen, logins, fresh))));
    requireProven(tried);
    const [connection] = fresh;
    if (connection === undefined) throw new TypeError('prove leaves a connection');
    await run.timeline.phase('confirm', () => confirmOrThrow(id, connection));
    return await convergeSafely(run, connection, tried);
  } catch (error) {
    return { ...(await wayBack(run, id, error)), logins: tried };
  } finally {
    await Promise.all(fresh.map((connection) => connection.close()));
  }
}

async function wayBack(run: HostRun, id: TransactionId, error: unknown): Promise<Ending> {
  const phase = run.timeline.current;
  const mayBeArmed = phase !== 'stage' || error instanceof StageUnknownError || error instanceof ConnectionError;
  if (!mayBeArmed) throw error;
  const problemNow = problemOf(error, phase);
  if ((run.timeline.revertsAt ?? Infinity) <= run.options.services.now()) return putBack(run, id, late(problemNow));
  const ending = await putBack(run, id, problemNow);
  const isUntouched = phase === 'stage' || phase === 'rehearse';
  if (!isUntouched || ending.status !== 'reverted') return ending;
  const problem = ending.problem && { ...ending.problem, help: 'nothing was changed' };
  return { ...ending, ...(problem && { problem }), status: statusBeforeChange(error) };
}

/** The host has put itself back meanwhile: what failed then shows nothing but that. */
function late(problem: HostProblem): HostProblem {
  return {
    ...problem,
    message: `the host's time was up before the change was confirmed (--revert-after): ${problem.message}`,
  };
}

/** A login that nobody knows the end of refuses nothing: then the rehearsal failed, not the plan. */
function requireRehearsed(logins: readonly TriedLogin[]): void {
  const unmet = unmetText(logins);
  if (unmet === '') return;
  const isKnown = logins.some((login) => !login.met && login.evidence.outcome !== 'unknown');
  throw isKnown
    ? new RefusedError(`rehearsed logins were not as the plan says: ${unmet}`)
    : new StepError(`logins could not be rehearsed: ${unmet}`);
}

function requireProven(logins: readonly TriedLogin[]): void {
  const unmet = unmetText(logins);
  if (unmet !== '') throw new StepError(`logins were not as the plan says: ${unmet}`);
}

/** What stage shall do; the secrets of all state files are durable in the vault before the host sees any of them. */
async function wantedOf(
  run: HostRun,
  { plan }: Examination,
  { rehearsal, canaries }: LoginPlan,
): Promise<TransactionPlan> {
  const stateFiles = new Map<string, Secret>();
  for (const [account, issuer] of enrolledBy(plan.changes)) {
    const { text } = await run.options.services.enrolments.obtain(account, issuer);
    stateFiles.set(account, text);
  }
  const changes = plan.changes.map(({ change }) => change);
  return { changes, assertions: plan.assertions, stateFiles, rehearsal, canaries };
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
