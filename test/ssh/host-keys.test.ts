import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { connect, type SshConnection } from '../../src/connection/connect.ts';
import { ConnectionError } from '../../src/connection/connection.ts';
import type { HostKeyPolicy } from '../../src/connection/host-key-check.ts';
import { HostKeyStore } from '../../src/connection/host-key-store.ts';
import { login } from '../../src/connection/login.ts';
import { generatePrivateKey } from '../../src/connection/private-key.ts';
import { keyPair, startProxy, startSshServer, type TestServer, type TestServerOptions } from '../support/ssh-server.ts';

describe('host keys of a connection', () => {
  const key = generatePrivateKey('test');
  const ed25519 = keyPair().private;
  const rsa = keyPair('rsa').private;
  const ecdsa = keyPair('ecdsa').private;
  let folder: string;
  let file: string;
  const open: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-'));
    file = join(folder, 'known_hosts');
  });
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
    await rm(folder, { recursive: true });
  });

  async function serve(options: TestServerOptions = {}): Promise<TestServer> {
    const server = await startSshServer({
      hostKeys: [ed25519],
      accounts: { admin: { key: key.publicLine } },
      ...options,
    });
    open.push(server);
    return server;
  }

  async function connectTo(
    server: TestServer,
    knownHosts: string | undefined,
    policy?: HostKeyPolicy,
  ): Promise<SshConnection> {
    if (knownHosts !== undefined) await writeFile(file, knownHosts);
    const store = await HostKeyStore.load([file]);
    const connection = await connect(server.endpoint(), { keys: [key], knownHosts: store, hostKeyPolicy: policy });
    open.push(connection);
    return connection;
  }

  async function refuses(
    server: TestServer,
    knownHosts: string,
    message: RegExp,
    policy?: HostKeyPolicy,
  ): Promise<void> {
    await assert.rejects(connectTo(server, knownHosts, policy), (error) => {
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.stage, 'host-key');
      assert.match(error.message, message);
      assert.ok(error.help, 'says how to mend it');
      return true;
    });
    await sleep(20);
    assert.deepEqual(server.attempts, [], 'nothing was sent to a host that is not trusted');
    assert.equal(await readFile(file, 'utf8'), knownHosts, 'known_hosts is as it was');
  }

  const named = (server: TestServer, line: string | undefined): string => `[127.0.0.1]:${server.port} ${line ?? ''}\n`;

  it('are trusted where they are known', async () => {
    const server = await serve();
    const { info } = await connectTo(server, server.knownHosts);
    assert.equal(info.hostKey.type, 'ssh-ed25519');
    assert.match(info.hostKey.fingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/);
    assert.equal(info.hostKey.added, undefined);
  });

  it('are refused where they are not, by default', async () => {
    await refuses(await serve(), '', /is not known: it presented the ED25519 key SHA256:/);
  });

  it('are refused where they have changed, whatever the policy', async () => {
    const old = await serve();
    const server = await serve({ hostKeys: [keyPair().private] });
    for (const policy of ['strict', 'accept-new'] as const) {
      await refuses(server, named(server, old.hostKeyLines[0]), /has changed: .*known_hosts:1 says otherwise/, policy);
    }
  });

  it('are refused where they are revoked, whatever the policy', async () => {
    const server = await serve();
    const text = `${server.knownHosts}@revoked * ${server.hostKeyLines[0] ?? ''}\n`;
    await refuses(server, text, /is revoked: .*known_hosts:2/, 'accept-new');
  });

  it('are refused where only a certificate authority is known, whatever the policy', async () => {
    const server = await serve();
    const text = `@cert-authority * ${keyPair().public}\n`;
    await refuses(server, text, /known only by a certificate authority: .*known_hosts:1/, 'accept-new');
  });

  it('are refused below 2048 bits of RSA, even where they are known', async () => {
    const server = await serve({ hostKeys: [keyPair('rsa', 1024).private] });
    await refuses(server, server.knownHosts, /has 1024 bits/);
  });

  it('are those of the known types, so that a host with several keys is no false alarm', async () => {
    const server = await serve({ hostKeys: [ed25519, rsa, ecdsa] });
    for (const [index, type] of ['ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256'].entries()) {
      const { info } = await connectTo(server, named(server, server.hostKeyLines[index]));
      assert.equal(info.hostKey.type, type);
    }
  });

  it('are refused where the host has none of a known type any more', async () => {
    const server = await serve();
    const other = await serve({ hostKeys: [rsa] });
    const text = named(server, other.hostKeyLines[0]);
    await refuses(server, text, /no host key of a known type any more \(known: RSA in .*known_hosts:1\)/, 'accept-new');
  });

  it('are refused where only types are known that cannot be checked, without connecting', async () => {
    const server = await serve();
    const text = named(server, 'sk-ssh-ed25519@openssh.com AAAA');
    await refuses(server, text, /not supported: sk-ssh-ed25519@openssh.com in .*known_hosts:1/, 'accept-new');
    assert.equal(server.connections(), 0);
  });

  it('are added where the policy allows it, before anything is sent, and known from then on', async () => {
    const server = await serve();
    const { info } = await connectTo(server, '# mine\n', 'accept-new');
    assert.deepEqual(info.hostKey.added, { file, line: 2 });
    assert.equal(await readFile(file, 'utf8'), `# mine\n${server.knownHosts}`);
    const again = await connectTo(server, undefined);
    assert.equal(again.info.hostKey.added, undefined);
  });

  it('are added once by many connections at once', async () => {
    const server = await serve();
    const knownHosts = await HostKeyStore.load([file]);
    const options = { keys: [key], knownHosts, hostKeyPolicy: 'accept-new' as const };
    const connections = await Promise.all(Array.from({ length: 10 }, () => connect(server.endpoint(), options)));
    open.push(...connections);
    assert.equal(connections.filter(({ info }) => info.hostKey.added).length, 1);
    assert.equal(await readFile(file, 'utf8'), server.knownHosts);
  });

  it('that cannot be added end the connection before anything is sent', async () => {
    const server = await serve();
    const knownHosts = await HostKeyStore.load([join(file, 'below-a-file')]);
    await writeFile(file, '');
    const attempt = connect(server.endpoint(), { keys: [key], knownHosts, hostKeyPolicy: 'accept-new' });
    await assert.rejects(attempt, (error) => error instanceof ConnectionError && error.stage === 'host-key');
    assert.deepEqual(server.attempts, []);
  });

  it('are not added for a host that does not prove that it holds them', async () => {
    const server = await serve();
    let sent = 0;
    // Flips a bit late in the key exchange: in the signature.
    const proxy = await startProxy(server.port, (chunk, client) => {
      const at = chunk.indexOf('\0\0\0\x0bssh-ed25519\0\0\0\x40');
      if (at >= 0 && sent++ === 0) chunk[at + 30] = (chunk[at + 30] ?? 0) ^ 1;
      client.write(chunk);
    });
    open.push(proxy);
    const knownHosts = await HostKeyStore.load([file]);
    const attempt = connect(proxy.endpoint, { keys: [key], knownHosts, hostKeyPolicy: 'accept-new' });
    await assert.rejects(attempt, /signature verification failed/);
    assert.equal(sent, 1);
    await assert.rejects(readFile(file), /ENOENT/);
  });

  it('are asked for again when keys are renegotiated, and must be the same', async () => {
    let renegotiated = 0;
    let renegotiate = (): void => undefined;
    const server = await serve({
      onConnection: (connection) => {
        renegotiate = () => {
          connection.rekey(() => renegotiated++);
        };
      },
    });
    const connection = await connectTo(server, server.knownHosts);
    renegotiate();
    const { completed } = await connection.runScript({ text: 'true', become: false, timeout: 10_000 });
    assert.ok(completed);
    assert.equal(renegotiated, 1);
  });

  it('that are not trusted make a login unknown, never refused', async () => {
    const server = await serve();
    const evidence = await login(server.endpoint(), { key }, { knownHosts: await HostKeyStore.load([file]) });
    assert.equal(evidence.outcome, 'unknown');
    assert.match(evidence.detail, /is not known/);
    assert.deepEqual(evidence.steps, []);
  });
});
