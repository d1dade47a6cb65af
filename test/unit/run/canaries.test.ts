import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Canaries } from '../../../src/run/canaries.ts';
import { Interrupted } from '../../../src/run/interrupt.ts';

/** Who has entered, who was told to wait for whom, and who was turned away why. */
class Watched {
  readonly canaries = new Canaries();
  readonly entered: string[] = [];
  readonly waits: string[] = [];
  readonly refused = new Map<string, string>();
  readonly #stop = new AbortController();

  async come(...hosts: readonly (readonly [host: string, shape: string])[]): Promise<void> {
    for (const [host, shape] of hosts) {
      const onWait = (canary: string): void => void this.waits.push(`${host} behind ${canary}`);
      this.canaries.enter(host, shape, this.#stop.signal, onWait).then(
        () => this.entered.push(host),
        (error: unknown) => this.refused.set(host, error instanceof Interrupted ? error.message : String(error)),
      );
    }
    await setImmediate();
  }

  async leave(...[host, shape, status]: Parameters<Canaries['leave']>): Promise<void> {
    this.canaries.leave(host, shape, status);
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
    await watched.leave('a1', 'a', 'changed');
    await watched.come(['a4', 'a'], ['b2', 'b']);
    assert.deepEqual(watched.entered, ['a1', 'b1', 'a2', 'a3', 'a4']);
  });

  for (const status of ['reverted', 'lost'] as const) {
    it(`keep all others of their shape out when they end as ${status}`, async () => {
      await watched.leave('a1', 'a', status);
      await watched.come(['a4', 'a']);
      assert.deepEqual(watched.entered, ['a1', 'b1']);
      assert.deepEqual([...watched.refused.keys()], ['a2', 'a3', 'a4']);
      assert.match(watched.refused.get('a4') ?? '', new RegExp(`^a1, .* went first, ended as ${status}$`));
    });
  }

  it('are replaced twice where they end before their logins are touched', async () => {
    await watched.come(['a4', 'a']);
    await watched.leave('a1', 'a', 'refused');
    assert.deepEqual(watched.entered, ['a1', 'b1', 'a2']);
    await watched.leave('a2', 'a', 'failed');
    assert.deepEqual(watched.entered, ['a1', 'b1', 'a2', 'a3']);
    await watched.leave('a3', 'a', 'skipped');
    assert.deepEqual([...watched.refused], [['a4', 'a3, which is configured alike and went first, ended as skipped']]);
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
    await watched.leave('a1', 'a', 'changed');
    assert.deepEqual(watched.entered, ['a1', 'b1']);
  });

  it('take no notice of the ends of others', async () => {
    await watched.leave('a1', 'a', 'changed');
    await watched.leave('a2', 'a', 'reverted');
    await watched.come(['a4', 'a']);
    assert.ok(watched.entered.includes('a4'));
  });
});
