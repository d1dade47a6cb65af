import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { CanaryHosts } from '../../../../src/run/fleet/canary-hosts.ts';
import type { HostStatus, Phase } from '../../../../src/run/event.ts';
import { Interrupted } from '../../../../src/run/interrupt.ts';
import { problem, result } from '../../reporters/fixtures.ts';

/** Who has entered, who was told to wait for whom, and who was turned away why. */
class Watched {
  readonly canaries = new CanaryHosts();
  readonly entered: string[] = [];
  readonly waits: string[] = [];
  readonly refused = new Map<string, string>();
  readonly #stop = new AbortController();

  async come(...hosts: readonly (readonly [host: string, shape: string])[]): Promise<void> {
    for (const [host, shape] of hosts) {
      const onWait = (canary: string): void => void this.waits.push(`${host} behind ${canary}`);
      this.canaries.enter(host, shape, this.#stop.signal, onWait).then(
        (waited) => this.entered.push(waited ? `${host} at last` : host),
        (error: unknown) => this.refused.set(host, error instanceof Interrupted ? error.message : String(error)),
      );
    }
    await setImmediate();
  }

  async leave(host: string, status: HostStatus, phase?: Phase): Promise<void> {
    this.canaries.leave(result(host, status, { problem: phase && problem({ phase }) }));
    await setImmediate();
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Interrupted('enough'));
    await setImmediate();
  }
}

describe('canaries', () => {
  let watched: Watched;
  beforeEach(async () => {
    watched = new Watched();
    await watched.come(['a1', 'a'], ['a2', 'a'], ['b1', 'b'], ['a3', 'a']);
  });

  it('are the first of each shape, and the others wait', () => {
    assert.deepEqual(watched.entered, ['a1', 'b1']);
    assert.deepEqual(watched.waits, ['a2 behind a1', 'a3 behind a1']);
  });

  it('let all others of their shape in at once when they come through, and whoever comes later', async () => {
    await watched.leave('a1', 'changed');
    await watched.come(['a4', 'a'], ['b2', 'b']);
    assert.deepEqual(watched.entered, ['a1', 'b1', 'a2 at last', 'a3 at last', 'a4']);
    assert.equal(watched.waits.at(-1), 'b2 behind b1');
  });

  for (const [status, phase] of [
    ['reverted', 'prove'],
    ['lost', 'apply'],
    ['failed', 'converge'],
    ['skipped', 'apply'],
  ] as const) {
    it(`keep all others of their shape out when they end as ${status} in ${phase}`, async () => {
      await watched.leave('a1', status, phase);
      await watched.come(['a4', 'a']);
      assert.deepEqual(watched.entered, ['a1', 'b1']);
      assert.deepEqual([...watched.refused.keys()].sort(), ['a2', 'a3', 'a4']);
      assert.match(watched.refused.get('a4') ?? '', new RegExp(`^a1, .* went first, ended as ${status}$`));
    });
  }

  it('are replaced twice where they end before their logins are touched', async () => {
    await watched.come(['a4', 'a']);
    await watched.leave('a1', 'refused');
    assert.deepEqual(watched.entered, ['a1', 'b1', 'a2 at last']);
    await watched.leave('a2', 'failed', 'stage');
    assert.deepEqual(watched.entered, ['a1', 'b1', 'a2 at last', 'a3 at last']);
    await watched.leave('a3', 'unreachable', 'stage');
    assert.deepEqual(
      [...watched.refused],
      [['a4', 'a3, which is configured alike and went first, ended as unreachable']],
    );
  });

  it('do not keep anybody waiting who is to stop', async () => {
    await watched.stop();
    assert.deepEqual(
      [...watched.refused],
      [
        ['a2', 'enough'],
        ['a3', 'enough'],
      ],
    );
    await watched.leave('a1', 'changed');
    assert.deepEqual(watched.entered, ['a1', 'b1']);
  });

  it('take no notice of the ends of others', async () => {
    await watched.leave('nobody', 'lost', 'prove');
    await watched.leave('a1', 'changed');
    await watched.leave('a2', 'reverted', 'prove');
    await watched.come(['a4', 'a']);
    assert.ok(watched.entered.includes('a4'));
  });
});
