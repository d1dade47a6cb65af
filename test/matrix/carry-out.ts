// One case: a run, something that happens to it at one moment, what the host then does alone, and the next run.
import assert from 'node:assert/strict';
import type { HostResult } from '../../src/run/event.ts';
import type { Point } from '../host/probe.ts';
import { revertAfter } from './controller.ts';
import { nameOf, type Failpoint, type Fault } from './failpoint.ts';
import type { Ground } from './ground.ts';
import * as invariants from './invariants.ts';

/**
 * What comes first after the fault: the host's time is up, somebody starts another run at once, or goes on with the one that was cut; or
 * that is killed too.
 */
export const orders = ['host first', 'next run first', 'resume first', 'a resume killed first'] as const;
export type Order = (typeof orders)[number];

/** A case, but for the host that it is for. */
export interface Case {
  readonly failpoint: Failpoint;
  readonly fault: Fault;
  /** For a cut: where in the script. */
  readonly cut: Point | undefined;
  /** How far it gets, from 0 to 1, when what resumes it is killed too. */
  readonly depth: number;
  /** Seconds for which a drop keeps new connections from coming up. */
  readonly outage: number;
  readonly order: Order;
}

/** The name of a case; with it and the seed it is the same again. */
export function titleOf({ failpoint, fault, cut, outage, order }: Case): string {
  const where = cut === undefined ? '' : ` at ${cut.place}, time ${cut.nth}`;
  const howLong = fault === 'drop' ? ` for ${outage} s` : '';
  return `${nameOf(failpoint)}${where}: ${fault}${howLong}, ${order}`;
}

/** How a case ended: what was said, and what was so. */
export interface Ended {
  readonly said: string;
  readonly side: invariants.Side;
}

/** Moments of a run and of what comes before it, when it goes on with another one. */
const longestResume = 80;

/** Seconds after its time within which a host must have settled. */
const settling = 61;

/** Carries out one case. Rejects when anything is not as it must be, or the fault never came. */
export async function carryOut(ground: Ground, one: Case): Promise<Ended> {
  const { cut } = one;
  if (cut === undefined) return (await attempt(ground, one, undefined)) ?? assert.fail('the fault never came');
  // Waiting takes a varying number of turns: what was passed often may be passed less often this time.
  for (let { nth } = cut; nth > 0; nth -= 1) {
    const ended = await attempt(ground, one, { ...cut, nth });
    if (ended !== undefined) return ended;
  }
  return assert.fail('the fault never came');
}

/**
 * Whether the host may be lost: where the fault keeps the controller from it for as long as it waits for one, until a minute after the host's
 * time; and where it ends the connection by which the run of somebody else is being reverted, of which only `status` asks again.
 */
function mayBeLost({ fault, outage }: Case, result: HostResult): boolean {
  return (fault === 'drop' && outage >= revertAfter + 60) || (fault !== 'kill' && result.problem?.phase === 'connect');
}

/** Undefined when the fault did not come. */
async function attempt(ground: Ground, one: Case, cut: Point | undefined): Promise<Ended | undefined> {
  const { failpoint, fault, outage, order } = one;
  await ground.reset();
  const { report, failpoints } = await ground.run({ failpoint, strike: { fault, cut, outage } });
  if (!failpoints.hasFired) return undefined;
  await invariants.assertNobodyIsLockedOut(ground);
  await invariants.assertSecrets(ground);
  const [result] = report?.hosts ?? [];
  if (result !== undefined) await invariants.assertHonest(ground, result, mayBeLost(one, result));
  const side = await invariants.sideOf(ground);
  await comesFirst(ground, one);
  await lastRun(ground, order !== 'next run first');
  return { said: result?.status ?? 'killed', side };
}

async function comesFirst(ground: Ground, { order, depth }: Case): Promise<void> {
  if (order === 'next run first') await tryNextRun(ground);
  if (order === 'resume first') await resume(ground);
  if (order === 'a resume killed first') {
    await ground.run({
      ...{ resumes: true, failpoint: 1 + Math.floor(depth * longestResume) },
      strike: { fault: 'kill', cut: undefined, outage: 0 },
    });
    await invariants.assertNobodyIsLockedOut(ground);
    await invariants.assertSecrets(ground);
    await resume(ground);
  }
  if (order !== 'resume first') await hostAlone(ground);
}

/** A run that comes while the host may still be held by the one before: it gets through, or the host is not touched. */
async function tryNextRun(ground: Ground): Promise<void> {
  const { report } = await ground.run({});
  const [result] = report?.hosts ?? [];
  assert.ok(result !== undefined);
  if (result.status === 'failed') assert.match(result.problem?.message ?? '', /is at work on this host/);
  else await assertLasting(ground, result);
}

/** Goes on with what was killed, or begins anew where nothing was: at once, nothing has to be waited for by hand. */
async function resume(ground: Ground): Promise<void> {
  let { report } = await ground.run({ resumes: true });
  // What makes sshd die of a reload does so once.
  if (report?.hosts[0]?.status === 'reverted') ({ report } = await ground.run({ resumes: true }));
  const [result] = report?.hosts ?? [];
  assert.ok(
    result?.status === 'changed' || result?.status === 'ok',
    `I5: resume ended as ${result?.status}: ${JSON.stringify(result?.problem)}`,
  );
  await assertLasting(ground, result);
}

/** What is said to be done stays done, whoever else might want to put it back. */
async function assertLasting(ground: Ground, result: HostResult): Promise<void> {
  await invariants.assertHonest(ground, result, false);
  await hostAlone(ground);
  await invariants.assertHonest(ground, result, false);
}

/** The host's time passes, and nobody does anything. */
async function hostAlone(ground: Ground): Promise<void> {
  ground.host.pass(revertAfter + settling);
  await invariants.assertNobodyIsLockedOut(ground);
  await invariants.assertAtomic(ground);
  assert.deepEqual(ground.host.timers(), [], 'I7: a timer still waits');
}

/** I5: without anybody's hand the next run makes the host new. */
async function lastRun(ground: Ground, resumes: boolean): Promise<void> {
  let { report } = await ground.run({ resumes });
  // What makes sshd die of a reload does so once.
  if (report?.hosts[0]?.status === 'reverted') ({ report } = await ground.run({}));
  const [result] = report?.hosts ?? [];
  assert.ok(
    result?.status === 'changed' || result?.status === 'ok',
    `I5: ${result?.status}: ${JSON.stringify(result?.problem)}`,
  );
  await invariants.assertHonest(ground, result, false);
  assert.notEqual(await invariants.assertAtomic(ground), 'old', 'I5');
  await invariants.assertNobodyIsLockedOut(ground);
  await invariants.assertTwoFactors(ground);
  await invariants.assertSecrets(ground);
  invariants.assertTidy(ground);
}
