import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ConnectionError } from '../../../src/connection/connection.ts';
import { Deadline, defaultTimeouts } from '../../../src/connection/deadline.ts';

describe('deadline', () => {
  let expired: ConnectionError[];
  let deadline: Deadline;
  beforeEach(() => {
    expired = [];
    deadline = new Deadline((error) => expired.push(error));
  });
  afterEach(() => {
    deadline.stop();
  });

  it('says what took too long', async () => {
    deadline.start('tcp', 20, 'connecting');
    await sleep(200);
    assert.deepEqual(
      expired.map(({ stage, message }) => [stage, message]),
      [['tcp', 'connecting took longer than 0.02 s']],
    );
  });

  it('is that of the last phase', async () => {
    deadline.start('tcp', 20, 'connecting');
    deadline.start('handshake', 10_000, 'shaking');
    await sleep(40);
    assert.deepEqual(expired, []);
  });

  it('stands still while it is paused, and then has what was left', async () => {
    deadline.start('auth', 500, 'logging in');
    await sleep(20);
    deadline.pause();
    deadline.pause();
    await sleep(600);
    assert.deepEqual(expired, []);
    deadline.resume();
    deadline.resume();
    await sleep(20);
    assert.deepEqual(expired, []);
    await sleep(600);
    assert.equal(expired.length, 1);
  });

  it('does not come back after it was stopped', async () => {
    deadline.start('auth', 10, 'logging in');
    deadline.pause();
    deadline.stop();
    deadline.resume();
    await sleep(30);
    assert.deepEqual(expired, []);
  });

  it('is long enough for slow networks where the operator says so', () => {
    assert.equal(defaultTimeouts().handshake, 10_000);
    assert.equal(defaultTimeouts(60_000).auth, 60_000);
    assert.equal(defaultTimeouts(1_000).auth, 20_000);
  });
});
