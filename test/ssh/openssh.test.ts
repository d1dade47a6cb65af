import assert from 'node:assert/strict';

import type { LabHost } from '../../docker/host.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { connect, type SshConnection } from '../../src/connection/connect.ts';
import { ConnectionError, type Endpoint } from '../../src/connection/connection.ts';
import { HostKeyStore } from '../../src/connection/host-key-store.ts';
import { login } from '../../src/connection/login.ts';
import { generatePrivateKey, loadPrivateKey, type PrivateKey } from '../../src/connection/private-key.ts';
import { Secret } from '../../src/shell/secret.ts';

describe('connection to OpenSSH', function () {
  this.timeout(120_000);
  let lab: Lab;
  let knownHosts: HostKeyStore;
  let key: PrivateKey;
  before(async () => {
    lab = await startLab([
      { name: 'eleven', image: 'debian-11' },
      { name: 'twelve', image: 'debian-12' },
      { name: 'thirteen', image: 'debian-13' },
    ]);
    knownHosts = await HostKeyStore.load([lab.knownHosts]);
    key = await loadPrivateKey(lab.keys.admin);
  });
  after(() => lab.stop());

  const endpoint = (host: LabHost, user = 'admin'): Endpoint => ({ address: host.address, port: host.port, user });

  for (const name of ['eleven', 'twelve', 'thirteen']) {
    describe(`of debian ${name}`, () => {
      let host: LabHost;
      let connection: SshConnection;
      before(async () => {
        host = lab.host(name);
        connection = await connect(endpoint(host), { keys: [key], knownHosts });
      });
      after(() => connection.close());

      it('becomes root, with arguments and without', async () => {
        const plain = await connection.runScript({ text: 'id -u; cat', become: true, timeout: 20_000 });
        assert.deepEqual([plain.completed, plain.stdout], [true, '0\n']);
        const secret = new Secret(`first\n${'x'.repeat(200_000)}`);
        const text = 'id -u; printf %s "$1"';
        const told = await connection.runScript({ text, args: [secret], become: true, timeout: 20_000 });
        assert.deepEqual([told.completed, told.stdout], [true, `0\n${secret.reveal()}`]);
      });

      it('says why it does not become root', async () => {
        const alice = await connect(endpoint(host, 'alice'), {
          keys: [await loadPrivateKey(lab.keys.alice)],
          knownHosts,
        });
        const attempt = alice.runScript({ text: 'true', become: true, timeout: 20_000 });
        await assert.rejects(attempt, (error) => error instanceof ConnectionError && error.stage === 'become');
        await alice.close();
      });

      it('logs in through sshd -i behind the connection, as over TCP', async () => {
        const behind = () =>
          connection.open({ text: 'mkdir -p /run/sshd; exec /usr/sbin/sshd -i', become: true, timeout: 20_000 });
        const right = await login(endpoint(host), { key }, { knownHosts }, await behind());
        assert.equal(right.outcome, 'accepted', right.detail);
        const wrong = await login(endpoint(host), { key: generatePrivateKey('other') }, { knownHosts }, await behind());
        assert.equal(wrong.outcome, 'refused', wrong.detail);
        assert.deepEqual(
          wrong.steps[0]?.methodsLeft,
          (await login(endpoint(host), {}, { knownHosts })).steps[0]?.methodsLeft,
        );
      });

      it('is refused where it tries more keys than the host allows', async () => {
        const keys = Array.from({ length: 8 }, (_, index) => generatePrivateKey(`other ${index}`));
        await assert.rejects(connect(endpoint(host), { keys, knownHosts }), /Too many authentication failures/);
      });

      it('is not completed where sshd is killed in the middle', async () => {
        const doomed = await connect(endpoint(host), { keys: [key], knownHosts });
        const running = doomed.runScript({ text: 'echo begun; sleep 20', become: true, timeout: 30_000 });
        setTimeout(() => {
          // Of this host's sessions the youngest one.
          void host.exec(['pkill', '-KILL', '-n', '-f', 'sshd.*admin@notty']);
        }, 500);
        await assert.rejects(running, (error) => error instanceof ConnectionError && error.stage === 'transfer');
      });
    });
  }
});
