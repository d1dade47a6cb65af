import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Duplex } from 'node:stream';

import { connect, type SshConnection } from '../../src/connection/connect.ts';
import type { HostKeyStore } from '../../src/connection/host-key-store.ts';
import { login } from '../../src/connection/login.ts';
import { generatePrivateKey } from '../../src/connection/private-key.ts';
import { Secret } from '../../src/shell/secret.ts';
import { currentCode, keyPair, startSshServer, type TestServer } from '../support/ssh-server.ts';
import { storeOf } from './store.ts';

const totp = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const key = generatePrivateKey('test');

// A login through a connection that stands already, as rehearsals do it: there `sshd -i` is behind the script, here it is a server in
// this process, reached by a relay in node.
describe('login through a connection', () => {
  const hostKey = keyPair().private;
  const rehearsed = { bob: { key: key.publicLine, totp } };
  let outer: TestServer;
  let inner: TestServer;
  let lifeline: SshConnection;
  let knownHosts: HostKeyStore;
  let stray: Server | undefined;
  before(async () => {
    outer = await startSshServer({ hostKeys: [hostKey], accounts: { admin: { key: key.publicLine } } });
    inner = await startSshServer({ hostKeys: [hostKey], accounts: rehearsed });
    knownHosts = await storeOf(outer.knownHosts);
    lifeline = await connect(outer.endpoint(), { keys: [key], knownHosts });
  });
  after(async () => {
    await lifeline.close();
    await inner.close();
    await outer.close();
    stray?.close();
  });

  const relay = 'exec "$1" -e "const s=net.connect($2,\\"127.0.0.1\\");process.stdin.pipe(s).pipe(process.stdout)"';
  const through = (port: number): Promise<Duplex> =>
    lifeline.open({ text: relay, args: [process.execPath, String(port)], become: false, timeout: 5_000 });
  const endpoint = () => outer.endpoint('bob');

  it('sees the same as a login over TCP', async () => {
    const alone = await login(endpoint(), { key }, { knownHosts }, await through(inner.port));
    assert.equal(alone.outcome, 'refused');
    assert.deepEqual(alone.steps, [
      { tried: 'publickey', methodsLeft: ['keyboard-interactive'], partialSuccess: true },
    ]);
    const code = () => Promise.resolve(new Secret(currentCode(totp)));
    const both = await login(endpoint(), { key, code }, { knownHosts }, await through(inner.port));
    assert.equal(both.outcome, 'accepted');
    assert.deepEqual(both.prompts, ['Verification code: ']);
  });

  it('may be several at once, and leaves the connection as it was', async () => {
    const evidence = await Promise.all(
      [1, 2, 3].map(async () => login(endpoint(), { key }, { knownHosts }, await through(inner.port))),
    );
    assert.ok(evidence.every(({ steps }) => steps[0]?.partialSuccess));
    assert.ok((await lifeline.runScript({ text: 'true', become: false, timeout: 5_000 })).completed);
  });

  it('checks the host key of the endpoint', async () => {
    const other = await startSshServer({ accounts: rehearsed });
    const evidence = await login(endpoint(), { key }, { knownHosts }, await through(other.port));
    await other.close();
    assert.equal(evidence.outcome, 'unknown');
    assert.match(evidence.detail, /has changed/);
    assert.deepEqual(other.attempts, []);
  });

  it('is unknown where the script ends at once', async () => {
    const stream = await lifeline.open({ text: 'exit 1', become: false, timeout: 5_000 });
    const evidence = await login(endpoint(), { key }, { knownHosts }, stream);
    assert.equal(evidence.outcome, 'unknown');
    assert.match(evidence.detail, /closed/);
  });

  it('is unknown at the deadline where nothing answers, and leaves the connection as it was', async () => {
    stray = createServer(() => undefined);
    await new Promise<void>((resolve) => stray?.listen(0, '127.0.0.1', resolve));
    const stream = await through((stray.address() as AddressInfo).port);
    const start = performance.now();
    const evidence = await login(endpoint(), { key }, { knownHosts, connectTimeout: 300 }, stream);
    assert.equal(evidence.outcome, 'unknown');
    assert.match(evidence.detail, /took longer than 0\.3 s/);
    assert.ok(performance.now() - start < 3_000);
    assert.ok((await lifeline.runScript({ text: 'true', become: false, timeout: 5_000 })).completed);
  });

  it('runs scripts too, like every connection', async () => {
    const plain = await startSshServer({ hostKeys: [hostKey], accounts: { bob: { key: key.publicLine } } });
    const connection = await connect(endpoint(), { keys: [key], knownHosts }, await through(plain.port));
    const { stdout } = await connection.runScript({
      text: 'printf %s "$1"',
      args: ['x'.repeat(300_000)],
      become: false,
      timeout: 5_000,
    });
    assert.equal(stdout.length, 300_000);
    await connection.close();
    await plain.close();
  });

  it('may go through any duplex stream', async () => {
    const stream = new Duplex({
      read: () => undefined,
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    stream.push('SSH-2.0-x\r\n');
    const evidence = await login(endpoint(), { key }, { knownHosts, connectTimeout: 100 }, stream);
    assert.match(evidence.detail, /took longer/);
    assert.ok(stream.destroyed);
  });
});
