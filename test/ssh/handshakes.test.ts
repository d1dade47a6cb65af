// Hosts that turn connections away before they say anything, as sshd does at MaxStartups and for PerSourcePenalties.
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { connect } from '../../src/connection/connect.ts';
import { ConnectionError, type Endpoint } from '../../src/connection/connection.ts';
import type { Evidence } from '../../src/connection/evidence.ts';
import { HandshakeLimit } from '../../src/connection/handshake-limit.ts';
import { login } from '../../src/connection/login.ts';
import { generatePrivateKey } from '../../src/connection/private-key.ts';
import { startListener } from '../support/ssh-server.ts';
import { storeOf } from './store.ts';

const key = generatePrivateKey('test');
const never = new AbortController().signal;

const doors: readonly (readonly [title: string, onSocket: (socket: Socket) => void])[] = [
  ['closes the door', (socket) => void socket.end()],
  ['says that there are too many, and closes', (socket) => void socket.end('Exceeded MaxStartups\r\n')],
  ['resets the connection', (socket) => void socket.resetAndDestroy()],
  ['resets it once it is greeted', (socket) => void socket.once('data', () => socket.resetAndDestroy())],
];

describe('a host that', () => {
  let listener: { readonly endpoint: Endpoint; close(): Promise<void> };
  afterEach(() => listener.close());

  for (const [title, onSocket] of doors) {
    it(`${title} is tried again four times, to connect and to log in`, async () => {
      let visits = 0;
      listener = await startListener((socket) => {
        visits += 1;
        onSocket(socket);
      });
      const { endpoint } = listener;
      const knownHosts = await storeOf('');
      const limit = new HandshakeLimit(8, { sleep: () => Promise.resolve(), random: Math.random, now: () => 0 });
      const connecting = { start: () => connect(endpoint, { keys: [key], knownHosts }), urgent: false };
      await assert.rejects(limit.run(connecting, never), ConnectionError);
      assert.equal(visits, 5);
      const loggingIn = {
        start: () => login(endpoint, { key }, { knownHosts }),
        wasTurnedAway: ({ turnedAway }: Evidence) => turnedAway === true,
        urgent: true,
      };
      const { outcome } = await limit.run(loggingIn, never);
      assert.deepEqual([outcome, visits], ['unknown', 10]);
    });
  }
});
