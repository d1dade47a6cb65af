// What must hold after every fault, as numbered in the failure model: I1 nobody locked out, I2 no login without the code, I3 a host is all
// old or all new, I4 secrets, I5 going on, I6 true reports, I7 nothing left.
import assert from 'node:assert/strict';
import type { HostResult } from '../../src/run/event.ts';
import type { Ground } from './ground.ts';
import { wayIn } from './door.ts';
import { leaksOf, secretOf, secretsOf } from './sides.ts';
import { people } from './furnish.ts';

/** Which side a host is on; `between` is for hosts on which something is still at work. */
export type Side = 'old' | 'new' | 'both' | 'between';

export async function sideOf(ground: Ground): Promise<Side> {
  const { old, new: wanted } = ground.reference;
  const shape = await ground.shape();
  if (old === wanted && shape === old) return 'both';
  return shape === old ? 'old' : shape === wanted ? 'new' : 'between';
}

/** I1, at any moment: everybody gets in, with a key, or with a key and the code of their app. */
export async function assertNobodyIsLockedOut({ host, disk }: Ground): Promise<void> {
  const secrets = await secretsOf(disk);
  for (const account of people) {
    assert.notEqual(wayIn(host, account, secretOf(account, host, secrets)), 'none', `I1: ${account} is locked out`);
  }
}

/** I2: behind a policy of two factors, nobody gets in with one. */
export async function assertTwoFactors({ host, disk }: Ground): Promise<void> {
  const secrets = await secretsOf(disk);
  for (const account of people) {
    assert.equal(wayIn(host, account, secretOf(account, host, secrets)), 'key+code', `I2: ${account}`);
  }
}

/** I3: the host is settled. */
export async function assertAtomic(ground: Ground): Promise<Side> {
  const side = await sideOf(ground);
  if (side === 'between') {
    const { old, new: wanted } = ground.reference;
    assert.fail(
      `I3: neither old nor new:\n${differing(await ground.shape(), old)}\n--- and new\n${differing(await ground.shape(), wanted)}`,
    );
  }
  return side;
}

function differing(one: string, other: string): string {
  const [left, right] = [one.split('\n'), other.split('\n')];
  return [
    ...left.filter((line) => !right.includes(line)).map((line) => `is     ${line}`),
    ...right.filter((line) => !left.includes(line)).map((line) => `is not ${line}`),
  ].join('\n');
}

/** I4: whoever's secret is on the host, the vault has it (or they made it themselves), and it is nowhere else in clear. */
export async function assertSecrets({ host, disk }: Ground): Promise<void> {
  const secrets = await secretsOf(disk);
  for (const account of people) {
    const file = `home/${account}/.google_authenticator`;
    if (!host.root.exists(file)) continue;
    const [text = ''] = host.root.read(file).split('\n');
    assert.equal(text, secretOf(account, host, secrets).reveal(), `I4: the secret of ${account} is in nobody's vault`);
  }
  assert.deepEqual(leaksOf(host, disk, secrets), [], 'I4: a secret in clear');
}

/** What a host must be like when this is said of it. */
const meanings: Readonly<Record<HostResult['status'], readonly Side[]>> = {
  ok: ['new', 'both'],
  changed: ['new', 'both'],
  failed: ['old', 'both'],
  unreachable: ['old', 'both'],
  skipped: ['old', 'both'],
  refused: ['old', 'both'],
  reverted: ['old', 'both'],
  lost: ['old', 'new', 'both', 'between'],
};

/** Said of hosts that a run has not touched: then they are what they were, whatever an earlier run is about to do there. */
const untouched: readonly HostResult['status'][] = ['failed', 'unreachable', 'skipped', 'refused'];

/**
 * I6: what is said of a host is so at that moment. What only failed to look again had gone well. `mayBeLost`: whether the fault allows that a
 * host is lost.
 */
export async function assertHonest(ground: Ground, result: HostResult, mayBeLost: boolean): Promise<void> {
  assert.ok(mayBeLost || result.status !== 'lost', `I6: lost, and could be reached: ${JSON.stringify(result.problem)}`);
  const isConverging = result.status === 'failed' && result.problem?.phase === 'converge';
  const allowed = isConverging ? meanings.changed : meanings[result.status];
  const side = await sideOf(ground);
  assert.ok(
    allowed.includes(side) || (untouched.includes(result.status) && (await ground.shape()) === ground.before),
    `I6: said to be ${result.status}, and is ${side}: ${JSON.stringify(result.problem)}`,
  );
}

/** I7: nothing of ours is left but the records of runs. */
export function assertTidy({ host }: Ground): void {
  assert.deepEqual(host.root.debris(), [], 'I7');
  assert.deepEqual(host.timers(), [], 'I7: a timer still waits');
}
