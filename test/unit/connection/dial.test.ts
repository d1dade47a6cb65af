import assert from 'node:assert/strict';
import { Socket } from 'node:net';

import { ConnectionError } from '../../../src/connection/connection.ts';
import { defaultTimeouts } from '../../../src/connection/deadline.ts';
import { dial } from '../../../src/connection/dial.ts';
import { startListener } from '../../support/ssh-server.ts';

/** Notes what is asked of Nagle's algorithm, and whether the socket was connected by then. */
class NotingSocket extends Socket {
  static readonly calls: unknown[] = [];

  override setNoDelay(enable?: boolean): this {
    NotingSocket.calls.push([enable, this.remotePort === undefined]);
    return super.setNoDelay(enable);
  }
}

describe('TCP connection', () => {
  it('waits for no acknowledgement: Nagle is off before the first byte', async () => {
    const listener = await startListener(() => undefined);
    const socket = await dial(listener.endpoint, defaultTimeouts(), undefined, new NotingSocket());
    assert.deepEqual(NotingSocket.calls, [[true, true]]);
    socket.destroy();
    await listener.close();
  });

  it('finds a host by its name', async () => {
    const listener = await startListener(() => undefined);
    const socket = await dial({ ...listener.endpoint, address: 'localhost' }, defaultTimeouts(), undefined);
    assert.equal(socket.remotePort, listener.port);
    socket.destroy();
    await listener.close();
  });

  it('is not made once it was interrupted', async () => {
    const reason = new Error('interrupted');
    const endpoint = { address: '127.0.0.1', port: 1, user: 'admin' };
    await assert.rejects(dial(endpoint, defaultTimeouts(), AbortSignal.abort(reason)), reason);
    await assert.rejects(dial(endpoint, defaultTimeouts(), AbortSignal.abort('later')), /interrupted/);
  });

  it('to a closed port fails in the stage of TCP', async () => {
    const listener = await startListener(() => undefined);
    await listener.close();
    const attempt = dial(listener.endpoint, defaultTimeouts(), undefined);
    await assert.rejects(attempt, (error) => error instanceof ConnectionError && error.stage === 'tcp');
  });
});
