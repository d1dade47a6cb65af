import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { ConnectionError } from '../../../src/connection/connection.ts';
import { HandshakeLimit } from '../../../src/connection/handshake-limit.ts';

const turnedAway = (): ConnectionError => new ConnectionError('handshake', 'closed', { turnedAway: true });

describe('the limit of handshakes', () => {
  const never = new AbortController().signal;
  let slept: number[];
  const limitOf = (most: number): HandshakeLimit =>
    new HandshakeLimit(most, {
      sleep: (milliseconds) => Promise.resolve(void slept.push(milliseconds)),
      random: () => 0.5,
    });
  beforeEach(() => {
    slept = [];
  });

  it('lets as many in as it says, in order, and the next when one is done', async () => {
    const limit = limitOf(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const all = [0, 1, 2, 3].map((number) =>
      limit.run(() => {
        begun.push(number);
        return new Promise<void>((resolve) => ends.push(resolve));
      }, never),
    );
    await setImmediate();
    assert.deepEqual(begun, [0, 1]);
    ends[0]?.();
    await setImmediate();
    assert.deepEqual(begun, [0, 1, 2]);
    ends[1]?.();
    ends[2]?.();
    await setImmediate();
    ends[3]?.();
    await Promise.all(all);
    assert.deepEqual(begun, [0, 1, 2, 3]);
  });

  it('tries again what was turned away, after longer and longer pauses, and gives up after four', async () => {
    const limit = limitOf(8);
    let tries = 0;
    const always = limit.run(() => Promise.reject(((tries += 1), turnedAway())), never);
    await assert.rejects(always, /closed/);
    assert.deepEqual([tries, slept], [5, [500, 1000, 2000, 4000]]);
  });

  it('tries nothing else again', async () => {
    for (const error of [new ConnectionError('auth', 'refused'), new Error('a bug')]) {
      await assert.rejects(
        limitOf(8).run(() => Promise.reject(error), never),
        error,
      );
    }
    assert.deepEqual(slept, []);
  });

  it('halves where a connection was turned away, and grows again one by one', async () => {
    const limit = limitOf(8);
    let failures = 3;
    const flaky = (): Promise<void> => (failures-- > 0 ? Promise.reject(turnedAway()) : Promise.resolve());
    await limit.run(flaky, never);
    assert.equal(limit.current, 2);
    for (let index = 0; index < 4; index += 1) await limit.run(() => Promise.resolve(), never);
    assert.equal(limit.current, 3);
    for (let index = 0; index < 100; index += 1) await limit.run(() => Promise.resolve(), never);
    assert.equal(limit.current, 8);
  });

  it('never goes below one, and keeps nobody out for good', async () => {
    const limit = limitOf(1);
    let failures = 4;
    await limit.run(() => (failures-- > 0 ? Promise.reject(turnedAway()) : Promise.resolve()), never);
    assert.equal(limit.current, 1);
    assert.equal(await limit.run(() => Promise.resolve('in'), never), 'in');
  });

  it('begins nothing for somebody who is to stop', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    let begun = false;
    const late = limitOf(1).run(() => Promise.resolve((begun = true)), stop.signal);
    await assert.rejects(late, /stopped/);
    assert.equal(begun, false);
  });
});
