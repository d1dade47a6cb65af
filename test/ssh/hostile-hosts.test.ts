import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { connect, type ConnectOptions, type SshConnection } from '../../src/connection/connect.ts';
import { ConnectionError, type ConnectionStage, type Endpoint } from '../../src/connection/connection.ts';
import type { Timeouts } from '../../src/connection/deadline.ts';
import { login } from '../../src/connection/login.ts';
import { generatePrivateKey } from '../../src/connection/private-key.ts';
import {
  sendRaw,
  startListener,
  startProxy,
  startSshServer,
  wireString,
  type TestServer,
  type TestServerOptions,
} from '../support/ssh-server.ts';
import { storeOf } from './store.ts';

const key = generatePrivateKey('test');
const ident = 'SSH-2.0-OpenSSH_9.2\r\n';
const short: Partial<Timeouts> = { resolve: 400, tcp: 400, handshake: 400 };
/** Hosts that let us in get the usual time for that, so that a busy machine is no fault. */
const shortAfter: Partial<Timeouts> = { channel: 400, close: 200 };

describe('hostile host', () => {
  const open: { close(): Promise<void> }[] = [];
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => {
    uncaught.push(error);
  };
  before(() => {
    process.on('uncaughtExceptionMonitor', note);
    process.on('unhandledRejection', note);
  });
  after(() => {
    process.off('uncaughtExceptionMonitor', note);
    process.off('unhandledRejection', note);
  });
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
    await sleep(10);
    assert.deepEqual(uncaught.splice(0), [], 'no error is left that nobody heard');
  });

  async function listen(onSocket: (socket: Socket) => void): Promise<Endpoint> {
    const listener = await startListener(onSocket);
    open.push(listener);
    return listener.endpoint;
  }

  async function serve(options: TestServerOptions = {}): Promise<TestServer> {
    const server = await startSshServer({ accounts: { admin: { key: key.publicLine } }, ...options });
    open.push(server);
    return server;
  }

  async function connectTo(
    endpoint: Endpoint,
    knownHosts: string,
    options: Partial<ConnectOptions> = {},
  ): Promise<SshConnection> {
    const connection = await connect(endpoint, {
      keys: [key],
      knownHosts: await storeOf(knownHosts),
      timeouts: shortAfter,
      ...options,
    });
    open.push(connection);
    return connection;
  }

  async function fails(attempt: Promise<unknown>, stage: ConnectionStage, message: RegExp): Promise<number> {
    const start = performance.now();
    await assert.rejects(attempt, (error) => {
      assert.ok(error instanceof ConnectionError, String(error));
      assert.match(error.message, message);
      assert.equal(error.stage, stage);
      return true;
    });
    return performance.now() - start;
  }

  function assertInTime(elapsed: number, deadline = 400): void {
    assert.ok(
      elapsed > deadline * 0.8 && elapsed < deadline * 1.2 + 150,
      `${Math.round(elapsed)} ms instead of ${deadline}`,
    );
  }

  describe('before the login', () => {
    const slow: readonly (readonly [string, (socket: Socket) => void])[] = [
      ['says nothing', () => undefined],
      ['reads nothing either', (socket) => socket.pause()],
      [
        'greets without an end, slowly',
        (socket) => {
          repeat(socket, 20, 'hello\r\n');
        },
      ],
      [
        'greets without a line end',
        (socket) => {
          repeat(socket, 20, 'hello ');
        },
      ],
      [
        'spells its identification for ever',
        (socket) => {
          repeat(socket, 20, 'SSH-2.0-x');
        },
      ],
      ['sends an empty packet', (socket) => void socket.write(`${ident}\0\0\0\x0c\x0b${'\0'.repeat(11)}`)],
      ['identifies itself and falls silent', (socket) => void socket.write(ident)],
      [
        'exchanges keys for ever',
        (socket) => void socket.write(Buffer.concat([Buffer.from(ident), Buffer.from([0, 0, 0x3f, 0xfc])])),
      ],
    ];
    for (const [title, onSocket] of slow) {
      it(`is left at the deadline where it ${title}`, async () => {
        const endpoint = await listen(onSocket);
        assertInTime(
          await fails(
            connectTo(endpoint, '', { timeouts: short }),
            'handshake',
            /the key exchange with 127\.0\.0\.1 took longer than 0\.4 s/,
          ),
        );
      });
    }

    const wrong: readonly (readonly [string, (socket: Socket) => void, RegExp])[] = [
      ['hangs up', (socket) => void socket.end(), /closed the connection before it said anything/],
      [
        'resets the connection',
        (socket) => void setTimeout(() => socket.resetAndDestroy(), 20),
        /connection reset by the host/,
      ],
      ['hangs up after its identification', (socket) => void socket.end(ident), /the host closed the connection/],
      [
        'speaks HTTP',
        (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
        /closed the connection before it said/,
      ],
      [
        'sends junk after its identification',
        (socket) => void socket.write(ident + 'x'.repeat(100)),
        /handshake failed: /,
      ],
      ['speaks SSH 1 only', (socket) => void socket.write('SSH-1.5-OpenSSH_3.0\r\n'), /does not speak SSH 2/],
      ['names no software', (socket) => void socket.write('SSH-2.0-\r\n'), /names no software version/],
      [
        'greets without an end, fast',
        (socket) => void socket.write('hello\r\n'.repeat(50_000)),
        /does not identify itself/,
      ],
      [
        'is turned away by sshd',
        (socket) => void socket.end('Not allowed at this time\r\n'),
        /closed the connection before it said anything/,
      ],
    ];
    for (const [title, onSocket, message] of wrong) {
      it(`is left at once where it ${title}`, async () => {
        const attempt = connectTo(await listen(onSocket), '', { timeouts: {} });
        const elapsed = await fails(attempt, 'handshake', message);
        assert.ok(elapsed < 5_000, `${elapsed} ms, near the deadline`);
      });
    }

    it('is not reached within the deadline where no packet is answered', async () => {
      // A reserved address (RFC 5737): either nothing answers, or this network says at once that there is no such place.
      const start = performance.now();
      await assert.rejects(
        connectTo({ address: '192.0.2.1', port: 22, user: 'admin' }, '', { timeouts: short }),
        ConnectionError,
      );
      assert.ok(performance.now() - start < 3_000);
    });

    it('is not found where its name does not exist', async () => {
      const attempt = connectTo({ address: 'no-such-host.invalid', port: 22, user: 'admin' }, '');
      await fails(attempt, 'resolve', /^(?:cannot resolve|resolving) no-such-host\.invalid/);
    });

    it('refuses the connection', async () => {
      const server = await serve();
      await server.close();
      await fails(
        connectTo(server.endpoint(), ''),
        'tcp',
        /^cannot connect to 127\.0\.0\.1 port \d+: connection refused$/,
      );
    });

    it('may be left by the operator at any time', async () => {
      for (const onSocket of [() => undefined, (socket: Socket) => void socket.write(ident)]) {
        const endpoint = await listen(onSocket);
        const reason = new Error('stop');
        const start = performance.now();
        await assert.rejects(connectTo(endpoint, '', { signal: abortedLater(50, reason) }), reason);
        assert.ok(performance.now() - start < 3_000);
      }
    });

    for (const [title, size] of [
      ['three', 8],
      ['five', 5],
      ['single bytes', 1],
    ] as const) {
      it(`may spell its identification in ${title === 'single bytes' ? title : `${title} pieces`}`, async () => {
        const server = await serve();
        let first = true;
        const proxy = await startProxy(server.port, (chunk, client, upstream) => {
          if (!first) {
            client.write(chunk);
            return;
          }
          first = false;
          upstream.pause();
          void spell(chunk, size, client).then(() => upstream.resume());
        });
        open.push(proxy);
        const knownHosts = server.knownHosts.replace(String(server.port), String(proxy.port));
        const connection = await connectTo(proxy.endpoint, knownHosts, { connectTimeout: 5_000, timeouts: {} });
        assert.equal(connection.info.evidence.outcome, 'accepted');
      });
    }
  });

  describe('during the login', () => {
    it('is left at the deadline where it answers no attempt', async () => {
      const server = await serve({ onAuthentication: () => true });
      const attempt = connectTo(server.endpoint(), server.knownHosts, { timeouts: { auth: 400 } });
      await fails(attempt, 'auth', /logging in as admin took longer than 0\.4 s/);
    });

    it('is left where its banners have no end', async () => {
      const server = await serve({
        onAuthentication: (_context, connection) => {
          const banner = Buffer.concat([Buffer.from([53]), wireString('x'.repeat(10_000)), wireString('')]);
          for (let count = 0; count < 100; count++) sendRaw(connection, banner);
          return true;
        },
      });
      await fails(connectTo(server.endpoint(), server.knownHosts), 'handshake', /more than 256 KiB before the login/);
    });

    it('may show a banner of the usual size', async () => {
      const server = await serve({ banner: 'Authorized use only.\r\n'.repeat(200), greeting: 'hello' });
      assert.ok(await connectTo(server.endpoint(), server.knownHosts));
    });
  });

  describe('after the login', () => {
    it('is left at the deadline where it opens no channel', async () => {
      const server = await serve({ silentChannels: true });
      const connection = await connectTo(server.endpoint(), server.knownHosts);
      const script = connection.runScript({ text: 'true', become: false, timeout: 5_000 });
      assertInTime(await fails(script, 'channel', /did not start a command within 0\.4 s/));
      await fails(
        connection.runScript({ text: 'true', become: false, timeout: 5_000 }),
        'channel',
        /did not start a command/,
      );
    });

    it('is left where it freezes, while a script runs', async () => {
      const server = await serve();
      let frozen = false;
      const proxy = await startProxy(server.port, (chunk, client) => {
        if (!frozen) client.write(chunk);
      });
      open.push(proxy);
      const knownHosts = server.knownHosts.replace(String(server.port), String(proxy.port));
      const connection = await connectTo(proxy.endpoint, knownHosts, { timeouts: { ...shortAfter, keepalive: 50 } });
      const script = connection.runScript({ text: 'sleep 5', become: false, timeout: 5_000 });
      await sleep(100);
      frozen = true;
      const elapsed = await fails(script, 'transfer', /the host no longer answers/);
      assert.ok(elapsed < 3_000, `${elapsed} ms`);
    });

    it('may be silent for long where it answers when asked', async () => {
      const server = await serve();
      const connection = await connectTo(server.endpoint(), server.knownHosts, {
        timeouts: { ...shortAfter, keepalive: 20 },
      });
      const { completed } = await connection.runScript({ text: 'sleep 0.4', become: false, timeout: 5_000 });
      assert.ok(completed);
    });

    for (const [title, drop] of [
      ['hangs up', (socket: Socket) => void socket.end()],
      ['resets the connection', (socket: Socket) => void socket.resetAndDestroy()],
    ] as const) {
      it(`has completed nothing where it ${title} in the middle of a script`, async () => {
        let socket: Socket | undefined;
        const server = await serve({ onConnection: (_connection, accepted) => (socket = accepted) });
        const connection = await connectTo(server.endpoint(), server.knownHosts);
        const script = connection.runScript({ text: 'echo begun; sleep 5', become: false, timeout: 5_000 });
        setTimeout(() => {
          if (socket) drop(socket);
        }, 100);
        await fails(script, 'transfer', /closed the connection|connection broke: connection reset/);
        const after = connection.runScript({ text: 'true', become: false, timeout: 5_000 });
        await fails(after, 'transfer', /closed the connection|connection broke: connection reset/);
      });
    }

    it('is heard once, however many errors it makes', async () => {
      let socket: Socket | undefined;
      const server = await serve({ onConnection: (_connection, accepted) => (socket = accepted) });
      const connection = await connectTo(server.endpoint(), server.knownHosts);
      const script = connection.runScript({ text: 'sleep 5', become: false, timeout: 5_000 });
      await sleep(50);
      socket?.write('x'.repeat(1_000));
      socket?.write('x'.repeat(1_000));
      setTimeout(() => socket?.resetAndDestroy(), 20);
      await fails(script, 'transfer', /./);
      await sleep(50);
    });

    it('gets no agent and no other channel of ours', async () => {
      const answers: number[] = [];
      const server = await serve({
        onConnection: (connection) => {
          connection.on('ready', () => {
            const { _protocol: protocol } = connection as unknown as {
              _protocol: { _handlers: Record<string, (...args: unknown[]) => void> };
            };
            protocol._handlers['CHANNEL_OPEN_FAILURE'] = (_p, recipient) => answers.push(recipient as number);
            protocol._handlers['CHANNEL_OPEN_CONFIRMATION'] = () => answers.push(-1);
            for (const [id, type] of ['auth-agent@openssh.com', 'session', 'x11', 'forwarded-tcpip'].entries()) {
              const numbers = Buffer.from([0, 0, 0, 50 + id, 0, 1, 0, 0, 0, 0, 0x80, 0]);
              const address = Buffer.concat([wireString('127.0.0.1'), Buffer.from([0, 0, 0, 22])]);
              sendRaw(connection, Buffer.concat([Buffer.from([90]), wireString(type), numbers, address, address]));
            }
          });
        },
      });
      const connection = await connectTo(server.endpoint(), server.knownHosts);
      await connection.runScript({ text: 'true', become: false, timeout: 5_000 });
      assert.deepEqual(
        [...answers].sort((a, b) => a - b),
        [50, 51, 52, 53],
      );
    });

    it('is cut off where it does not say goodbye', async () => {
      const server = await serve();
      let toClient: Socket | undefined;
      const proxy = await startProxy(server.port, (chunk, client) => {
        toClient = client;
        client.write(chunk);
      });
      open.push(proxy);
      const knownHosts = server.knownHosts.replace(String(server.port), String(proxy.port));
      const connection = await connectTo(proxy.endpoint, knownHosts);
      toClient?.pause();
      const start = performance.now();
      await Promise.all([connection.close(), connection.close()]);
      await connection.close();
      assertInTime(performance.now() - start, 200);
      await fails(
        connection.runScript({ text: 'true', become: false, timeout: 5_000 }),
        'transfer',
        /the connection is closed/,
      );
    });
  });

  it('leaves nothing behind, however often it is visited', async () => {
    const server = await serve();
    const knownHosts = await storeOf(server.knownHosts);
    const visit = () => login(server.endpoint(), { key }, { knownHosts, timeouts: shortAfter });
    await visit();
    const before = process
      .getActiveResourcesInfo()
      .filter((name) => name === 'Timeout' || name.startsWith('TCP')).length;
    for (let count = 0; count < 30; count++) await visit();
    await sleep(50);
    const after = process
      .getActiveResourcesInfo()
      .filter((name) => name === 'Timeout' || name.startsWith('TCP')).length;
    assert.ok(after <= before + 1, `${before} became ${after}`);
  });
});

function repeat(socket: Socket, milliseconds: number, text: string): void {
  const timer = setInterval(() => socket.write(text), milliseconds);
  socket.on('close', () => {
    clearInterval(timer);
  });
}

async function spell(text: Buffer, size: number, socket: Socket): Promise<void> {
  for (let at = 0; at < text.length; at += size) {
    socket.write(text.subarray(at, at + size));
    await sleep(5);
  }
}

function abortedLater(milliseconds: number, reason: Error): AbortSignal {
  const stop = new AbortController();
  setTimeout(() => {
    stop.abort(reason);
  }, milliseconds).unref();
  return stop.signal;
}
