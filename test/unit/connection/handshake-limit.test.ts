import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { ConnectionError } from '../../../src/connection/connection.ts';
import { HandshakeLimit, type Handshake } from '../../../src/connection/handshake-limit.ts';

const turnedAway = (): ConnectionError => new ConnectionError('handshake', 'closed', { turnedAway: true });

/** A handshake that is turned away so many times first. */
function flaky(failures: number): Handshake<string> {
  return { urgent: false, start: () => (failures-- > 0 ? Promise.reject(turnedAway()) : Promise.resolve('in')) };
}

describe('the limit of handshakes', () => {
  const never = new AbortController().signal;
  let slept: number[];
  let now: number;
  let begun: string[];
  let ends: Map<string, () => void>;
  const limitOf = (most: number): HandshakeLimit =>
    new HandshakeLimit(most, {
      sleep: (milliseconds) => Promise.resolve(void slept.push(milliseconds)),
      random: () => 0.5,
      now: () => now,
    });
  /** A handshake that lasts until its end is called. */
  const lasting = (name: string, urgent = false): Handshake<void> => ({
    urgent,
    start: () => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    },
  });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await setImmediate();
  };
  beforeEach(() => {
    slept = [];
    now = 0;
    begun = [];
    ends = new Map();
  });

  it('lets as many in as it says, in order, and the next when one is done', async () => {
    const limit = limitOf(2);
    const all = ['a', 'b', 'c', 'd'].map((name) => limit.run(lasting(name), never));
    await setImmediate();
    assert.deepEqual(begun, ['a', 'b']);
    await end('a');
    assert.deepEqual(begun, ['a', 'b', 'c']);
    await end('b');
    await end('c');
    await end('d');
    await Promise.all(all);
    assert.deepEqual(begun, ['a', 'b', 'c', 'd']);
  });

  it('keeps nobody waiting who is in a hurry', async () => {
    const limit = limitOf(1);
    const all = [limit.run(lasting('a'), never), limit.run(lasting('b'), never), limit.run(lasting('c', true), never)];
    await setImmediate();
    assert.deepEqual(begun.toSorted(), ['a', 'c']);
    await end('a');
    assert.deepEqual(begun.toSorted(), ['a', 'c']);
    await end('c');
    await end('b');
    await Promise.all(all);
    assert.equal(begun.at(-1), 'b');
  });

  it('tries again what was turned away, after longer and longer pauses, and gives up after four', async () => {
    await assert.rejects(limitOf(8).run(flaky(5), never), /closed/);
    assert.deepEqual(slept, [500, 1000, 2000, 4000]);
    assert.equal(await limitOf(8).run(flaky(4), never), 'in');
  });

  it('tries again what says in its result that it was turned away', async () => {
    let tries = 0;
    const told: Handshake<string> = {
      urgent: false,
      start: () => Promise.resolve((tries += 1) < 3 ? 'away' : 'in'),
      wasTurnedAway: (result) => result === 'away',
    };
    assert.equal(await limitOf(8).run(told, never), 'in');
    assert.deepEqual(slept, [500, 1000]);
  });

  it('tries nothing else again', async () => {
    for (const error of [new ConnectionError('auth', 'refused'), new Error('a bug')]) {
      const failing = { urgent: false, start: () => Promise.reject(error) };
      await assert.rejects(limitOf(8).run(failing, never), error);
    }
    assert.deepEqual(slept, []);
  });

  it('halves where a connection was turned away, and grows again one by one', async () => {
    const limit = limitOf(8);
    await limit.run(flaky(1), never);
    assert.equal(limit.current, 4);
    for (let index = 0; index < 5; index += 1) await limit.run(flaky(0), never);
    assert.equal(limit.current, 5);
    for (let index = 0; index < 100; index += 1) await limit.run(flaky(0), never);
    assert.equal(limit.current, 8);
  });

  it('falls once for a host that always slams its door, once a second for many, and never below an eighth', async () => {
    const limit = limitOf(32);
    await assert.rejects(limit.run(flaky(9), never), /closed/);
    assert.equal(limit.current, 16);
    await assert.rejects(limit.run(flaky(9), never), /closed/);
    assert.equal(limit.current, 16);
    for (now = 1000; now < 9000; now += 1000) await assert.rejects(limit.run(flaky(9), never), /closed/);
    assert.equal(limit.current, 4);
  });

  it('begins nothing for somebody who is to stop, and keeps no place for them', async () => {
    const limit = limitOf(1);
    const stop = new AbortController();
    const first = limit.run(lasting('a'), never);
    const second = limit.run(lasting('b'), stop.signal);
    await setImmediate();
    stop.abort(new Error('stopped'));
    await assert.rejects(second, /stopped/);
    await end('a');
    await first;
    assert.deepEqual(begun, ['a']);
    assert.equal(await limit.run(flaky(0), never), 'in');
  });
});
