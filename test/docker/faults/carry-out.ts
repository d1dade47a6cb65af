// One case: a run, the fault in the middle of it, and what becomes of the host when nobody does anything about it.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, RunningCli } from '../../support/cli.ts';
import type { Operator, Site } from '../../support/site.ts';
import {
  assertListens,
  assertOriginal,
  awaitQuiet,
  forgetRuns,
  hasTakenBackSshd,
  logOf,
  rollBack,
  type Difference,
  type Ground,
} from './ground.ts';
import { assertHonest, assertLogins, sideOf, toldBy } from './judge.ts';
import type { Armed, Variant } from './fault.ts';
import type { Case } from './matrix.ts';
import { watch, type Watched } from './watch.ts';

/** Seconds: a run makes about twelve logins by then, on a machine that works on ten hosts at once. */
const revertAfter = 60;
/** Seconds after its time within which a host must have settled. */
const settling = 45;

/** What a host of a kind looks like after a run that nothing has disturbed, and how long its phases took, in milliseconds. */
export interface Reference {
  readonly wanted: Difference;
  readonly durations: ReadonlyMap<string, number>;
}

/** How a case ended. */
export interface Ended {
  readonly status: string;
  readonly side: 'old' | 'new';
  /** Whether a host under a fault that lasted was done before it ended. */
  readonly hasSettled: boolean;
}

let operators = 0;

/** An operator who remembers nothing. */
export function newOperator(site: Site): Operator {
  operators += 1;
  return site.operator(`operator-${operators}`);
}

/** The words for an apply on one host, through its relay. */
export function applyTo({ host }: Ground, seconds = revertAfter): readonly string[] {
  return [
    ...['apply', 'rollout.yml', '-i', 'relays.yml', '--vault', 'vault', '--identity', 'identity.txt'],
    ...['--known-hosts', 'relays', '--limit', host.name, '--revert-after', String(seconds), '-vv'],
  ];
}

/** Carries a case out and puts the host back. Rejects when anything is not as it must be, or the fault never came. */
export async function carryOut(site: Site, ground: Ground, one: Case, reference: Reference): Promise<Ended> {
  const usual = reference.durations.get(one.phase) ?? 0;
  const missed: unknown[] = [];
  // What the moment was meant for may be over sooner this time; on a busy machine a host's time may even be up before it comes.
  for (const moment of [one.moment, one.moment / 2, one.moment / 4, 0, 0]) {
    const ended = await attempt(site, ground, one, moment * usual, reference);
    if (!('missed' in ended)) return ended;
    missed.push(ended.missed);
  }
  assert.fail(`the fault never came: ${missed.map(String).join('; ')}`);
}

/** Why a fault has not hit what it was meant for. */
interface Missed {
  readonly missed: unknown;
}

async function attempt(
  site: Site,
  ground: Ground,
  { variant, phase }: Case,
  delay: number,
  reference: Reference,
): Promise<Ended | Missed> {
  await forgetRuns(ground);
  const operator = newOperator(site);
  const running = operator.start(...applyTo(ground));
  const watched = watch(running, ground.host.name);
  try {
    const again = (): Promise<Outcome> => operator.keyturn(...applyTo(ground));
    const armed = await variant.arm({ ...ground, running, again, resume: () => operator.keyturn('resume') });
    let hit: true | Missed = { missed: undefined };
    let hasSettled = true;
    try {
      hit = await strike(ground, armed, watched, phase, delay);
      if (hit === true) hasSettled = await untilTime(ground, variant.heals, running);
    } finally {
      await armed.heal();
    }
    const outcome = await endOf(running);
    const state = await awaitQuiet(ground, revertAfter + settling);
    assert.equal(state.left, '', 'something is left');
    const side = await sideOf(ground, reference.wanted);
    const told = toldBy(outcome, ground.host.name);
    if (hit === true) await assertLogins(site, ground, side);
    if (hit === true) assertHonest(told, side);
    if (side === 'new') {
      await rollBack(ground);
      await assertOriginal(ground);
    }
    return hit === true ? { status: told.status, side, hasSettled } : hit;
  } catch (error) {
    running.child.kill('SIGKILL');
    const { stdout, stderr } = await running.done;
    const story = [String(error), `struck after ${delay.toFixed(0)} ms`, stderr, stdout, await logOf(ground)];
    throw new Error(story.join('\n---\n'), { cause: error });
  }
}

/** Lets the fault take hold in the phase it is meant for. The network stands still meanwhile, lest the run gets ahead of it. */
async function strike(
  { relay }: Ground,
  armed: Armed,
  watched: Watched,
  phase: Case['phase'],
  delay: number,
): Promise<true | Missed> {
  try {
    await watched.begun(phase);
    await sleep(delay);
    relay.hold();
    if (watched.current() !== phase || watched.isOver()) return { missed: `${phase} was over` };
    await armed.inject();
    const now = watched.current();
    // To go back is what it may have brought about; any other phase was there before it.
    return now === phase || now === 'revert' || { missed: `${phase} was over meanwhile` };
  } catch (error) {
    return { missed: error };
  } finally {
    relay.release();
  }
}

/** Waits while the fault lasts; whether the host has settled by then. One that went back must have its daemon back too. */
async function untilTime(ground: Ground, heals: Variant['heals'], running: RunningCli): Promise<boolean> {
  if (heals === 'after the run') {
    await endOf(running);
  } else if (heals === 'late') {
    const late = Promise.race([running.done, sleep((revertAfter + 4) * 1000)]);
    const [{ left }] = await Promise.all([awaitQuiet(ground, revertAfter + 15), late]);
    if (await hasTakenBackSshd(ground)) await assertListens(ground);
    return left === '';
  } else {
    await sleep(heals);
  }
  return true;
}

/** A controller that waits for a host gives up a minute after the host's time, and one for a package manager after two. */
async function endOf(running: RunningCli): Promise<Outcome> {
  const outcome = await Promise.race([running.done, sleep(240_000)]);
  assert.ok(outcome !== undefined, 'the controller does not end');
  return outcome;
}
