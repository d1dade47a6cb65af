import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';

import { askKeys } from '../../src/connection/ask-keys.ts';
import type { HostKeyStore } from '../../src/connection/host-key-store.ts';
import type { AskedKey } from '../../src/connection/key-questions.ts';
import { login } from '../../src/connection/login.ts';
import { generatePrivateKey } from '../../src/connection/private-key.ts';
import { Secret } from '../../src/shell/secret.ts';
import {
  currentCode,
  keyPair,
  startSshServer,
  type TestServer,
  type TestServerOptions,
} from '../support/ssh-server.ts';
import { storeOf } from './store.ts';

const totp = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const mine = generatePrivateKey('test');
const asked = (line: string): AskedKey => {
  const [type = '', base64 = ''] = line.split(' ');
  return { type, base64 };
};
const known = asked(mine.publicLine);
const strangers = Array.from({ length: 7 }, () => asked(keyPair().public));

// Whether a host takes a key, without a signature: sshd answers so too (test/docker/key-queries.test.ts).
describe('queries about public keys', () => {
  let server: TestServer | undefined;
  let knownHosts: HostKeyStore;
  const signed: string[] = [];

  async function start(options: TestServerOptions = {}): Promise<TestServer> {
    signed.length = 0;
    server = await startSshServer({
      accounts: { bob: { key: mine.publicLine, totp } },
      ...options,
      onAuthentication: (context, connection) => {
        if (context.method === 'publickey' && context.signature) signed.push(context.username);
        return options.onAuthentication?.(context, connection) ?? false;
      },
    });
    knownHosts = await storeOf(server.knownHosts);
    return server;
  }
  afterEach(async () => {
    await server?.close();
  });

  const ask = (keys: readonly AskedKey[], maxAuthTries = 6, timeouts = {}): ReturnType<typeof askKeys> => {
    const port = server?.port ?? 0;
    const open = (): Promise<Duplex> => Promise.resolve(connect(port, '127.0.0.1'));
    const endpoint = { address: '127.0.0.1', port, user: 'bob' };
    return askKeys(endpoint, { keys, maxAuthTries }, { knownHosts, timeouts }, open);
  };

  it('are answered in their order, and nothing is signed', async () => {
    const { attempts, connections } = await start();
    const [one, other] = strangers;
    assert.ok(one && other);
    assert.deepEqual(await ask([one, known, other, known]), ['refused', 'accepted', 'refused', 'accepted']);
    assert.deepEqual([signed, attempts, connections()], [[], [], 1]);
  });

  it('take as few connections as the refusals allow, and never use the last failure up', async () => {
    const perConnection: number[] = [];
    const { connections } = await start({
      onConnection: () => perConnection.push(0),
      onAuthentication: (context) => {
        const refuses = context.method !== 'publickey' || !context.key.data.equals(Buffer.from(known.base64, 'base64'));
        if (refuses) perConnection.push((perConnection.pop() ?? 0) + 1);
        return false;
      },
    });
    const answers = await ask([...strangers, known, ...strangers], 4);
    assert.deepEqual(answers, [...strangers.map(() => 'refused'), 'accepted', ...strangers.map(() => 'refused')]);
    assert.deepEqual(perConnection, [3, 3, 3, 3, 2]);
    assert.equal(connections(), 5);
  });

  it('are unknown where the host hangs up before it answers', async () => {
    await start({
      onAuthentication: (context, connection) => {
        if (context.method !== 'publickey') return false;
        if (context.key.data.equals(Buffer.from(known.base64, 'base64'))) return false;
        connection.end();
        return true;
      },
    });
    const [one] = strangers;
    assert.ok(one);
    assert.deepEqual(await ask([known, one, known], 1), ['accepted', 'unknown', 'unknown']);
  });

  it('try both hashes of an RSA key', async () => {
    const { public: rsa } = keyPair('rsa');
    const algorithms: string[] = [];
    await start({
      onAuthentication: (context) => {
        if (context.method !== 'publickey') return false;
        algorithms.push(context.key.algo);
        context.reject();
        return true;
      },
    });
    assert.deepEqual(await ask([asked(rsa)]), ['refused']);
    assert.equal(algorithms.length, 2);
  });

  it('are unknown where the host answers for another key', async () => {
    const { connections } = await start({
      onAuthentication: (context, connection) => {
        const { _protocol: protocol } = connection as unknown as {
          readonly _protocol: { authPKOK(algorithm: string, key: Buffer): void };
        };
        if (context.method === 'publickey') protocol.authPKOK('ssh-ed25519', Buffer.from('another key'));
        return true;
      },
    });
    assert.deepEqual(await ask([known, known]), ['unknown', 'unknown']);
    assert.equal(connections(), 1);
  });

  it('are unknown at the deadline of a host that does not answer', async () => {
    await start({ onAuthentication: () => true });
    assert.deepEqual(await ask([known], 6, { auth: 300 }), ['unknown']);
  });

  it('are unknown where nobody listens, and where the host key is another one', async () => {
    const { port } = await start();
    const other = await startSshServer({});
    knownHosts = await storeOf(other.knownHosts.replaceAll(String(other.port), String(port)));
    await other.close();
    assert.deepEqual(await ask([known]), ['unknown']);
    await server?.close();
    const stream = new Duplex({
      read: () => undefined,
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    stream.push(null);
    const endpoint = { address: '127.0.0.1', port, user: 'bob' };
    const answers = await askKeys(endpoint, { keys: [known], maxAuthTries: 6 }, { knownHosts }, () =>
      Promise.resolve(stream),
    );
    assert.deepEqual(answers, ['unknown']);
  });

  it('come before a login on the same connection', async () => {
    const { attempts, endpoint, connections } = await start();
    const [one] = strangers;
    assert.ok(one);
    const evidence = await login(
      endpoint('bob'),
      {
        key: mine,
        code: () => Promise.resolve(new Secret(currentCode(totp))),
        ask: { keys: [one, known], mostRefused: 4 },
      },
      { knownHosts },
    );
    assert.deepEqual([evidence.outcome, evidence.asked], ['accepted', ['refused', 'accepted']]);
    assert.deepEqual(
      evidence.steps.map(({ tried }) => tried),
      ['publickey', 'keyboard-interactive'],
    );
    assert.deepEqual([attempts, connections()], [['bob publickey', 'bob keyboard-interactive'], 1]);
  });

  it('stop at the refusals that a login leaves room for', async () => {
    const { endpoint } = await start();
    const evidence = await login(
      endpoint('bob'),
      { key: mine, ask: { keys: [...strangers, known], mostRefused: 2 } },
      { knownHosts },
    );
    assert.deepEqual(evidence.asked, ['refused', 'refused']);
    assert.equal(evidence.steps[0]?.partialSuccess, true);
  });
});
