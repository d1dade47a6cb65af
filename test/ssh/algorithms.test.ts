import assert from 'node:assert/strict';

import type { Algorithms } from 'ssh2';

import { connect } from '../../src/connection/connect.ts';
import { ConnectionError } from '../../src/connection/connection.ts';
import { generatePrivateKey } from '../../src/connection/private-key.ts';
import { keyPair, startListener, startSshServer, wireString, type TestServer } from '../support/ssh-server.ts';
import { storeOf } from './store.ts';

const key = generatePrivateKey('test');
const hostKey = keyPair().private;
const rsaHostKey = keyPair('rsa').private;

describe('algorithms', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  async function serve(algorithms: Algorithms, hostKeys = [hostKey]): Promise<TestServer> {
    server = await startSshServer({ accounts: { admin: { key: key.publicLine } }, algorithms, hostKeys });
    return server;
  }

  const ctr: Algorithms = { cipher: ['aes128-ctr'] };
  const weak: readonly (readonly [string, Algorithms])[] = [
    ['diffie-hellman-group1-sha1', { kex: ['diffie-hellman-group1-sha1'] }],
    ['diffie-hellman-group14-sha1', { kex: ['diffie-hellman-group14-sha1'] }],
    ['group exchange with SHA-1', { kex: ['diffie-hellman-group-exchange-sha1'] }],
    ['group exchange, whose prime ssh2 does not check', { kex: ['diffie-hellman-group-exchange-sha256'] }],
    ['chacha20-poly1305, which Terrapin needs', { cipher: ['chacha20-poly1305@openssh.com'] }],
    ['aes256-cbc', { cipher: ['aes256-cbc'] }],
    ['aes128-cbc', { cipher: ['aes128-cbc'] }],
    ['3des-cbc', { cipher: ['3des-cbc'] }],
    ['hmac-sha1', { ...ctr, hmac: ['hmac-sha1'] }],
    ['hmac-md5', { ...ctr, hmac: ['hmac-md5'] }],
    ['hmac-sha2-256-etm, which Terrapin needs', { ...ctr, hmac: ['hmac-sha2-256-etm@openssh.com'] }],
    ['zlib alone', { compress: ['zlib'] }],
    ['zlib@openssh.com alone', { compress: ['zlib@openssh.com'] }],
  ];
  for (const [title, algorithms] of weak) {
    it(`do not include ${title}`, async () => {
      const { endpoint, knownHosts, attempts } = await serve(algorithms);
      const attempt = connect(endpoint(), { keys: [key], knownHosts: await storeOf(knownHosts) });
      await assert.rejects(attempt, (error) => {
        assert.ok(error instanceof ConnectionError);
        assert.equal(error.stage, 'handshake');
        assert.match(error.message, /^the host offers no algorithm that Keyturn uses: .*no matching/);
        assert.match(error.help ?? '', /docs\/connection\.md/);
        return true;
      });
      assert.deepEqual(attempts, []);
    });
  }

  it('do not include host keys that sign with SHA-1', async () => {
    const { endpoint, knownHosts } = await serve({ serverHostKey: ['ssh-rsa'] }, [rsaHostKey]);
    const attempt = connect(endpoint(), { keys: [key], knownHosts: await storeOf(knownHosts) });
    await assert.rejects(attempt, /no host key of a known type any more/);
    const unknown = connect(endpoint(), { keys: [key], knownHosts: await storeOf(''), hostKeyPolicy: 'accept-new' });
    await assert.rejects(unknown, /has no host key of a supported type/);
  });

  const good: readonly (readonly [string, Algorithms, readonly [string, string, string]])[] = [
    ['what is best, where the host takes everything', {}, ['curve25519-sha256', 'aes128-gcm@openssh.com', '']],
    ['aes256-gcm', { cipher: ['aes256-gcm@openssh.com'] }, ['curve25519-sha256', 'aes256-gcm@openssh.com', '']],
    [
      'aes256-ctr',
      { cipher: ['aes256-ctr'], hmac: ['hmac-sha2-512'] },
      ['curve25519-sha256', 'aes256-ctr', 'hmac-sha2-512'],
    ],
    ['ecdh', { kex: ['ecdh-sha2-nistp384'] }, ['ecdh-sha2-nistp384', 'aes128-gcm@openssh.com', '']],
    [
      'group16',
      { kex: ['diffie-hellman-group16-sha512'] },
      ['diffie-hellman-group16-sha512', 'aes128-gcm@openssh.com', ''],
    ],
  ];
  for (const [title, algorithms, expected] of good) {
    it(`include ${title}`, async () => {
      const { endpoint, knownHosts } = await serve(algorithms);
      const connection = await connect(endpoint(), { keys: [key], knownHosts: await storeOf(knownHosts) });
      const { kex, cipher, mac } = connection.info.algorithms;
      assert.deepEqual([kex, cipher, mac], expected);
      assert.ok((await connection.runScript({ text: 'true', become: false, timeout: 5_000 })).completed);
      await connection.close();
    });
  }

  it('do not include those of a host that takes post-quantum key exchange only, and it is told', async () => {
    const lists = [
      'mlkem768x25519-sha256',
      'ssh-ed25519',
      'aes128-ctr',
      'aes128-ctr',
      'hmac-sha2-256',
      'hmac-sha2-256',
      'none',
      'none',
      '',
      '',
    ];
    const payload = Buffer.concat([Buffer.from([20]), Buffer.alloc(16), ...lists.map(wireString), Buffer.alloc(5)]);
    const padding = 8 - ((payload.length + 5) % 8) + 8;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(payload.length + padding + 1);
    const packet = Buffer.concat([length, Buffer.from([padding]), payload, Buffer.alloc(padding)]);
    const listener = await startListener((socket) => {
      socket.write('SSH-2.0-OpenSSH_10.5\r\n');
      socket.once('data', () => socket.write(packet));
    });
    const attempt = connect(listener.endpoint, { keys: [key], knownHosts: await storeOf('') });
    await assert.rejects(attempt, /the host offers no algorithm that Keyturn uses: .*no matching key exchange/);
    await listener.close();
  });
});
