// One case of the tests with a disk that fails: a run with the disk failing at one point of one of its scripts, then what the
// controller, the timer or a person would do next, then what must hold.
import { strict as assert } from 'node:assert';
import { assertNobodyIsLockedOut, checkClaim, outcomeOf, type Ends } from './claims.ts';
import { Disk, type DiskFault } from './disk.ts';
import { prepareForEverything, production } from './everything.ts';
import { HostRoot, nonce, runId, type Ran } from './host-root.ts';
import { runNext } from './next-run.ts';
import type { Blow, Point, Purpose } from './probe.ts';
import { runProbed, type Shell } from './probed.ts';
import { runUpTo, type Setup, type Victim } from './up-to.ts';

/** Until when the disk fails: the next command has run, the script has ended, or the first attempt to go back has ended too. */
export const durations = ['command', 'script', 'first revert'] as const;
export type Duration = (typeof durations)[number];

export interface WriteFault {
  readonly victim: Victim;
  readonly point: Point;
  readonly fault: DiskFault;
  readonly until: Duration;
  /** What happens to the revert that follows. */
  readonly second?: Blow;
}

/** What a run does to its host when nothing goes wrong, and where each of its scripts writes. */
export interface Faultless {
  readonly ends: Ends;
  readonly writes: Readonly<Record<Victim, readonly Point[]>>;
}

/** Runs everything with nothing going wrong. */
export function faultless(setup: Setup): Faultless {
  const forth = onHost((host) => {
    const old = production(host);
    const stage = runUpTo(host, setup, 'stage', 'watch').writes;
    const apply = watched(host, setup.shell, 'apply');
    const confirm = watched(host, setup.shell, 'confirm');
    return { ends: { old, new: production(host) }, stage, apply, confirm };
  });
  const revert = onHost((host) => runUpTo(host, setup, 'revert', 'watch').writes);
  const { ends, stage, apply, confirm } = forth;
  return { ends, writes: { stage, apply, confirm, revert } };
}

/**
 * Runs one case. Gives the points that the revert passes which follows, for a second blow; undefined when it never came to the first
 * point, since waiting takes a varying number of turns.
 */
export function writeFaultCase(setup: Setup, ends: Ends, wanted: WriteFault): readonly Point[] | undefined {
  return onHost((host, disk) => {
    const before = host.listing();
    const { victim, point, fault, until, second } = wanted;
    const { ran, struck } = runUpTo(host, setup, victim, { point, what: fault, lasts: until !== 'command' });
    if (!struck) return undefined;
    check(host, victim, ran, ends);
    if (until === 'first revert') revert(host, setup.shell, ends);
    disk.heal();
    if (victim === 'stage' && until === 'command') assertAllOrNothing(host, ran);
    // Whether all of it is there that stage says is there.
    if (outcomeOf(ran) === 'staged') check(host, 'apply', host.script(setup.shell, 'apply', nonce), ends);
    const points = struckRevert(host, setup.shell, second ?? 'count', ends);
    disk.heal();
    revert(host, setup.shell, ends);
    assertSettled(host, setup, ends, before);
    return points;
  });
}

function watched(host: HostRoot, shell: Shell, script: Victim): readonly Point[] {
  const { ran, writes } = runProbed(host, shell, scriptOf(host, script), [nonce], 'watch');
  assert.equal(ran.code, 0, `${script}: ${ran.stdout}${ran.stderr}`);
  return writes;
}

function check(host: HostRoot, script: Victim, ran: Ran, ends: Ends): void {
  checkClaim(host, script, ran, ends);
  assertNobodyIsLockedOut(host);
}

/** What the controller runs; where there is no script it says itself that nothing is armed. */
function revert(host: HostRoot, shell: Shell, ends: Ends): void {
  if (host.exists(`var/lib/keyturn/${runId}/revert.sh`))
    check(host, 'revert', host.script(shell, 'revert', nonce), ends);
}

function struckRevert(host: HostRoot, shell: Shell, purpose: Purpose, ends: Ends): readonly Point[] {
  if (!host.exists(`var/lib/keyturn/${runId}/revert.sh`)) return [];
  const { ran, points } = runProbed(host, shell, scriptOf(host, 'revert'), [nonce], purpose);
  check(host, 'revert', ran, ends);
  return points;
}

function scriptOf(host: HostRoot, script: Victim): string {
  return host.at(`var/lib/keyturn/${runId}/${script}.sh`);
}

/** A stage that does not arm leaves nothing, unless its disk went on failing. */
function assertAllOrNothing(host: HostRoot, ran: Ran): void {
  if (outcomeOf(ran) !== 'refused') return;
  assert.deepEqual(host.debris(), [], ran.stdout + ran.stderr);
  assert.ok(!host.exists(`var/lib/keyturn/${runId}`), ran.stdout + ran.stderr);
}

/** Everything is over: the host is old or new as a whole, as its state says, nothing of ours is left, and the next run is let in. */
function assertSettled(host: HostRoot, setup: Setup, ends: Ends, before: string): void {
  if (host.state() === 'confirmed') {
    assert.equal(production(host), ends.new);
  } else {
    if (host.exists('run/keyturn.lock') || host.debris().length > 0) runNext(host, setup);
    assert.equal(host.listing(), before);
    assert.ok(['none', 'reverted'].includes(host.state()), `the host is old, but the state is ${host.state()}`);
  }
  assert.deepEqual(host.debris(), []);
}

function onHost<Result>(use: (host: HostRoot, disk: Disk) => Result): Result {
  const host = new HostRoot();
  prepareForEverything(host);
  const disk = new Disk(host);
  try {
    return use(host, disk);
  } finally {
    host.stop();
    disk.unmount();
    host.remove();
  }
}
