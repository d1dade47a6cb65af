// One case of the kill tests: a run with one of its scripts killed at one point, then what anybody would do next, then what must hold.
import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import type { HostScripts } from '../../src/transaction/host-scripts.ts';
import { payloadOf } from '../../src/transaction/manifest.ts';
import { Secret } from '../../src/shell/secret.ts';
import { account, dropIn, HostRoot, nonce, runId, stateFile, usual } from './host-root.ts';
import { runKilled, type KillPoint, type Shell } from './killer.ts';

/** The scripts that are killed. */
export const victims = ['stage', 'apply', 'confirm', 'revert'] as const;
export type Victim = (typeof victims)[number];

/**
 * Runs everything up to and with the victim, which is killed at the point, then revert.sh unhurt. Afterwards the host must be old
 * or new, as the state says, with nothing of ours left. Without a point nothing is killed, and the victim's points are returned.
 */
export async function killCase(
  scripts: HostScripts,
  shell: Shell,
  victim: Victim,
  point?: KillPoint,
): Promise<readonly KillPoint[]> {
  let points = await attempt(scripts, shell, victim, point);
  // Waiting takes a varying number of commands. Where the point was never reached, it is one about as far from the end instead.
  for (let tries = 0; point !== undefined && points.length > 0; tries += 1) {
    assert.ok(tries < 12, 'the fault did not fire');
    points = await attempt(scripts, shell, victim, points[Math.max(0, points.length - 1 - point.left - tries)]);
  }
  return points;
}

/** One run. Gives no points when the fault fired, else those at which it could have. */
async function attempt(
  scripts: HostScripts,
  shell: Shell,
  victim: Victim,
  point: KillPoint | undefined,
): Promise<readonly KillPoint[]> {
  const host = new HostRoot();
  try {
    const before = host.listing();
    const points = runVictim(host, scripts, shell, victim, point);
    if (points.length > 0) return points;
    await recover(host, shell);
    if (host.state() === 'confirmed') assertNew(host);
    else assertOld(host, before);
    assert.deepEqual(host.debris(), []);
    return [];
  } finally {
    host.remove();
  }
}

function runVictim(
  host: HostRoot,
  scripts: HostScripts,
  shell: Shell,
  victim: Victim,
  point: KillPoint | undefined,
): readonly KillPoint[] {
  writeFileSync(host.at('stub/stage.sh'), scripts.stage);
  const stateFiles = new Map([[account, new Secret(stateFile)]]);
  const payload = payloadOf({ runId, nonce }, { assertions: [], ...usual, stateFiles }, scripts).reveal();
  for (const script of ['stage', 'apply', victim === 'revert' ? 'revert' : 'confirm'] as const) {
    const file = script === 'stage' ? 'stub/stage.sh' : `var/lib/keyturn/${runId}/${script}.sh`;
    const words = script === 'stage' ? ['--root', host.path, runId, nonce, 'alice@desk', '600'] : [nonce];
    const input = script === 'stage' ? payload : '';
    const hit = script === victim && point !== undefined;
    const { ran, points } = runKilled(host, shell, host.at(file), words, { input, ...(hit && { point }) });
    if (hit && ran.signal === 'SIGKILL') return [];
    assert.equal(ran.code, 0, `${script}: ${ran.stdout}${ran.stderr}`);
    if (script === victim) return points;
  }
  return [];
}

/** What a controller or a person does: revert.sh where there is one, else the next run, which finds the host locked by the dead one. */
async function recover(host: HostRoot, shell: Shell): Promise<void> {
  if (host.exists(`var/lib/keyturn/${runId}/revert.sh`)) host.script(shell, 'revert');
  if (!host.exists('run/keyturn.lock') && host.debris().length === 0) return;
  const next = { runId: `${runId}-next`, nonce: 'fedcba9876543210' };
  // A lock without a holder counts as one that is just being taken, for a minute.
  if (!host.exists('run/keyturn.lock/holder')) host.age('run/keyturn.lock', 120);
  const staged = await host.stage(shell, usual, next);
  assert.equal(staged.code, 0, `the next run is shut out: ${staged.stdout}${staged.stderr}`);
  const reverted = host.revertOf(shell, next.runId);
  assert.equal(reverted.code, 0, reverted.stdout + reverted.stderr);
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
