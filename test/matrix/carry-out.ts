// One case: a run, something that happens to it at one moment, what the host then does alone, and the next run.
import assert from 'node:assert/strict';
import type { Point } from '../host/probe.ts';
import { revertAfter } from './controller.ts';
import { nameOf, type Failpoint, type Fault } from './failpoint.ts';
import type { Ground, Reference } from './ground.ts';
import * as invariants from './invariants.ts';

/** Who comes first after the fault: the host, whose time is up, or somebody who starts the next run at once. */
export const orders = ['host first', 'next run first'] as const;
export type Order = (typeof orders)[number];

/** A case, but for the host that it is for. */
export interface Case {
  readonly failpoint: Failpoint;
  readonly fault: Fault;
  /** For a cut: how far into the script, from 0 to 1. */
  readonly depth: number;
  /** Seconds for which a drop keeps new connections from coming up. */
  readonly outage: number;
  readonly order: Order;
}

/** The name of a case; with it and the seed it is the same again. */
export function titleOf({ failpoint, fault, depth, outage, order }: Case): string {
  const where = failpoint.moment === 'cut' ? ` at ${(depth * 100).toFixed(0)} %` : '';
  const howLong = fault === 'drop' ? ` for ${outage} s` : '';
  return `${nameOf(failpoint)}${where}: ${fault}${howLong}, ${order}`;
}

/** How a case ended: what was said, and what was so. */
export interface Ended {
  readonly said: string;
  readonly side: invariants.Side;
}

/** Seconds after its time within which a host must have settled. */
const settling = 61;

/** Carries out one case. Rejects when anything is not as it must be, or the fault never came. */
export async function carryOut(ground: Ground, reference: Reference, one: Case): Promise<Ended> {
  const places = reference.cuts.get(one.failpoint.name) ?? [];
  const place = places[Math.min(places.length - 1, Math.floor(one.depth * places.length))];
  if (one.failpoint.moment !== 'cut')
    return (await attempt(ground, reference, one, undefined)) ?? assert.fail('the fault never came');
  // Waiting takes a varying number of turns: what was passed often may be passed less often this time.
  for (let nth = place?.nth ?? 0; nth > 0; nth -= 1) {
    const ended = await attempt(ground, reference, one, place && { ...place, nth });
    if (ended !== undefined) return ended;
  }
  return assert.fail('the fault never came');
}

/** Undefined when the fault did not come. */
async function attempt(
  ground: Ground,
  reference: Reference,
  { failpoint, fault, outage, order }: Case,
  cut: Point | undefined,
): Promise<Ended | undefined> {
  await ground.reset();
  const { report, failpoints } = await ground.run({ failpoint, strike: { fault, cut, outage } });
  if (!failpoints.hasFired) return undefined;
  await invariants.assertNobodyIsLockedOut(ground);
  await invariants.assertSecrets(ground);
  const [result] = report?.hosts ?? [];
  if (result !== undefined) await invariants.assertHonest(ground, reference, result);
  const side = await invariants.sideOf(ground, reference);
  if (order === 'next run first') await tryNextRun(ground, reference);
  await hostAlone(ground, reference);
  await lastRun(ground, reference);
  return { said: result?.status ?? 'killed', side };
}

/** A run that comes while the host may still be held by the one before: it gets through, or the host is not touched. */
async function tryNextRun(ground: Ground, reference: Reference): Promise<void> {
  const { report } = await ground.run({});
  const [result] = report?.hosts ?? [];
  assert.ok(result !== undefined);
  if (result.status === 'failed') assert.match(result.problem?.message ?? '', /is at work on this host/);
  else await invariants.assertHonest(ground, reference, result);
  await invariants.assertNobodyIsLockedOut(ground);
}

/** The host's time passes, and nobody does anything. */
async function hostAlone(ground: Ground, reference: Reference): Promise<void> {
  ground.host.pass(revertAfter + settling);
  await invariants.assertNobodyIsLockedOut(ground);
  await invariants.assertAtomic(ground, reference);
  assert.deepEqual(ground.host.timers(), [], 'I7: a timer still waits');
}

/** I5: without anybody's hand the next run makes the host new. */
async function lastRun(ground: Ground, reference: Reference): Promise<void> {
  let { report } = await ground.run({});
  // What makes sshd die of a reload does so once.
  if (report?.hosts[0]?.status === 'reverted') ({ report } = await ground.run({}));
  const [result] = report?.hosts ?? [];
  assert.ok(
    result?.status === 'changed' || result?.status === 'ok',
    `I5: ${result?.status}: ${JSON.stringify(result?.problem)}`,
  );
  await invariants.assertHonest(ground, reference, result);
  assert.notEqual(await invariants.assertAtomic(ground, reference), 'old', 'I5');
  await invariants.assertNobodyIsLockedOut(ground);
  await invariants.assertTwoFactors(ground);
  await invariants.assertSecrets(ground);
  invariants.assertTidy(ground);
}
