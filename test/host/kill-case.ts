// One case of the kill tests: a run with a signal to one of its scripts at one point, then what anybody would do next, then what must
// hold.
import { strict as assert } from 'node:assert';
import { checkClaim, type Ends } from './claims.ts';
import { production } from './everything.ts';
import { account, dropIn, HostRoot, runId, stateFile } from './host-root.ts';
import { runNext } from './next-run.ts';
import type { Point, Signal } from './probe.ts';
import { runUpTo, type Setup, type Victim } from './up-to.ts';

/** Every point at which the victim can be killed, from a run in which it is not. */
export function killPoints(setup: Setup, victim: Victim): readonly Point[] {
  const host = new HostRoot();
  try {
    const { ran, points } = runUpTo(host, setup, victim, 'count');
    assert.equal(ran.code, 0, `${victim}: ${ran.stdout}${ran.stderr}`);
    return points;
  } finally {
    host.remove();
  }
}

/** The host before a run and after it. */
export function endsOf(setup: Setup): Ends {
  const host = new HostRoot();
  try {
    const old = production(host);
    runUpTo(host, setup, 'apply', 'count');
    return { old, new: production(host) };
  } finally {
    host.remove();
  }
}

/** A signal that a script gets at a point. */
export interface Kill {
  readonly victim: Victim;
  readonly point: Point;
  readonly signal: Signal;
}

/**
 * Runs everything up to and with the victim, which gets the signal at the point, then revert.sh unhurt. What the victim says, if it
 * comes to that, must be so. Afterwards the host must be old or new, as the state says, with nothing of ours left.
 */
export function killCase(setup: Setup, ends: Ends, kill: Kill): void {
  // Waiting takes a varying number of turns, so what was passed often may be passed less often this time, or for once not at all.
  const times = Array.from({ length: kill.point.nth }, (_, index) => kill.point.nth - index);
  const struck = [...times, ...Array<number>(8).fill(1)].some((nth) =>
    attempt(setup, ends, { ...kill, point: { ...kill.point, nth } }),
  );
  assert.ok(struck, 'nothing was killed');
}

/** Whether the point was reached. */
function attempt(setup: Setup, ends: Ends, { victim, point, signal }: Kill): boolean {
  const host = new HostRoot();
  try {
    const before = host.listing();
    const { ran, struck } = runUpTo(host, setup, victim, { point, what: signal, lasts: false });
    if (!struck) return false;
    checkClaim(host, victim, ran, ends);
    recover(host, setup);
    if (host.state() === 'confirmed') assertNew(host);
    else assertOld(host, before);
    assert.deepEqual(host.debris(), []);
    return true;
  } finally {
    host.remove();
  }
}

/** What a controller or a person does: revert.sh where there is one, else the next run, which finds the host locked by the dead one. */
function recover(host: HostRoot, setup: Setup): void {
  if (host.exists(`var/lib/keyturn/${runId}/revert.sh`)) host.script(setup.shell, 'revert');
  if (host.exists('run/keyturn.lock') || host.debris().length > 0) runNext(host, setup);
}

function assertOld(host: HostRoot, before: string): void {
  assert.equal(host.listing(), before);
  assert.ok(['none', 'reverted'].includes(host.state()), `the host is old, but the state is ${host.state()}`);
  assert.equal(host.running(), '', 'the daemon runs with the new configuration');
}

function assertNew(host: HostRoot): void {
  assert.equal(host.read(`home/${account}/.google_authenticator`), stateFile);
  assert.equal(host.running(), dropIn);
}
