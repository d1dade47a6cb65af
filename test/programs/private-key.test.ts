import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { generateEd25519 } from '../../src/connection/generate-key.ts';
import {
  generatePrivateKey,
  loadDefaultPrivateKeys,
  loadPrivateKey,
  parsePrivateKey,
} from '../../src/connection/private-key.ts';
import { KeyturnError } from '../../src/diagnostics/errors.ts';

const run = promisify(execFile);

describe('private key', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-'));
  });
  after(() => rm(folder, { recursive: true }));

  let count = 0;
  async function sshKeygen(...args: string[]): Promise<string> {
    const file = join(folder, `key${count++}`);
    await run('ssh-keygen', ['-q', '-N', '', '-C', 'a comment', '-f', file, ...args]);
    return file;
  }

  const kinds: readonly (readonly [string, ...string[]])[] = [
    ['ssh-ed25519', '-t', 'ed25519'],
    ['ecdsa-sha2-nistp256', '-t', 'ecdsa', '-b', '256'],
    ['ecdsa-sha2-nistp384', '-t', 'ecdsa', '-b', '384'],
    ['ecdsa-sha2-nistp521', '-t', 'ecdsa', '-b', '521'],
    ['ecdsa-sha2-nistp256', '-t', 'ecdsa', '-b', '256', '-m', 'PEM'],
    ['ssh-rsa', '-t', 'rsa', '-b', '2048'],
    ['ssh-rsa', '-t', 'rsa', '-b', '2048', '-m', 'PEM'],
  ];
  for (const [type, ...args] of kinds) {
    it(`is read as ssh-keygen ${args.join(' ')} writes it`, async () => {
      const file = await sshKeygen(...args);
      const key = await loadPrivateKey(file);
      const { stdout } = await run('ssh-keygen', ['-lf', file]);
      const publicKey = await readFile(`${file}.pub`, 'utf8');
      assert.equal(key.type, type);
      assert.equal(key.fingerprint, stdout.split(' ')[1]);
      assert.equal(`${key.publicLine} a comment\n`, publicKey);
    });
  }

  it('is read with line ends of Windows', async () => {
    const file = await sshKeygen('-t', 'ed25519');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
    assert.equal((await loadPrivateKey(file)).type, 'ssh-ed25519');
  });

  it('is looked for in the home directory, under the names of ssh', async () => {
    const home = process.env['HOME'];
    process.env['HOME'] = folder;
    try {
      await mkdir(join(folder, '.ssh'));
      assert.deepEqual(await loadDefaultPrivateKeys(), []);
      for (const type of ['rsa', 'ed25519']) {
        await run('ssh-keygen', ['-q', '-N', '', '-t', type, '-f', join(folder, '.ssh', `id_${type}`)]);
      }
      assert.deepEqual(
        (await loadDefaultPrivateKeys()).map(({ type }) => type),
        ['ssh-ed25519', 'ssh-rsa'],
      );
      assert.equal((await loadPrivateKey('~/.ssh/id_ed25519')).name, join(folder, '.ssh', 'id_ed25519'));
    } finally {
      process.env['HOME'] = home;
    }
  });

  it('is made in memory', () => {
    const key = generatePrivateKey('decoy');
    assert.equal(key.type, 'ssh-ed25519');
    assert.match(key.publicLine, /^ssh-ed25519 AAAA[A-Za-z0-9+/]+=*$/);
    assert.notEqual(key.fingerprint, generatePrivateKey('decoy').fingerprint);
  });

  it('is made so that it can be read, every time, also by ssh-keygen', async () => {
    // One key in 256 begins with a zero.
    for (let count = 0; count < 1000; count++) generatePrivateKey('decoy');
    const text = generateEd25519();
    const { stdout } = await run('ssh-keygen', ['-yf', await write(text)]);
    assert.equal(stdout.trim(), parsePrivateKey(text, 'decoy').publicLine);
  });

  const refused: readonly (readonly [string, () => Promise<string>, RegExp, RegExp?])[] = [
    ['does not exist', () => Promise.resolve(join(folder, 'none')), /there is no private key .*none$/],
    ['is a directory', () => Promise.resolve(folder), /is not a file|EISDIR/],
    [
      'is encrypted',
      () => sshKeygen('-t', 'ed25519', '-N', 'secret'),
      /is encrypted/,
      /not supported yet; use a key without/,
    ],
    ['is encrypted PEM', () => sshKeygen('-t', 'rsa', '-m', 'PEM', '-N', 'secret'), /is encrypted/, /ssh-keygen/],
    ['is encrypted PKCS #8', () => sshKeygen('-t', 'rsa', '-m', 'PKCS8', '-N', 'secret'), /is encrypted/],
    ['is PKCS #8', () => sshKeygen('-t', 'ecdsa', '-m', 'PKCS8'), /cannot read the private key/, /ssh-keygen -p/],
    [
      'is the public half',
      async () => `${await sshKeygen('-t', 'ed25519')}.pub`,
      /is a public key/,
      /probably .*key\d+$/,
    ],
    ['is short for RSA', () => sshKeygen('-t', 'rsa', '-b', '1024'), /has 1024 bits, fewer than 2048/],
    ['is something else', () => write('hello\n'), /is not a private key/],
    ['is empty', () => write(''), /is not a private key/],
    [
      'is cut short',
      async () => write((await readFile(await sshKeygen('-t', 'ed25519'), 'utf8')).slice(0, 150)),
      /cannot read/,
    ],
    ['is large', () => write('x'.repeat(100_000)), /too large/],
    [
      'is open to others',
      async () => {
        const file = await sshKeygen('-t', 'ed25519');
        await chmod(file, 0o640);
        return file;
      },
      /open to others \(mode 0640\)/,
      /^chmod 600 /,
    ],
    ['is on a security key', () => write(securityKey()), /cannot read the private key|unsupported type/],
  ];
  for (const [title, make, message, help] of refused) {
    it(`is refused where it ${title}`, async () => {
      await assert.rejects(loadPrivateKey(await make()), (error) => {
        assert.ok(error instanceof KeyturnError);
        assert.match(error.message, message);
        if (help) assert.match(error.help ?? '', help);
        return true;
      });
    });
  }

  async function write(text: string): Promise<string> {
    const file = join(folder, `key${count++}`);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  }

  it('of RSA signs with SHA-2 only', async () => {
    const key = await loadPrivateKey(await sshKeygen('-t', 'rsa'));
    const data = Buffer.from('data');
    assert.ok(Buffer.isBuffer(key.parsed.sign(data, 'sha256')));
    for (const algorithm of [undefined, 'sha1']) {
      assert.ok((key.parsed.sign(data, algorithm) as unknown) instanceof Error, String(algorithm));
    }
  });

  it('may be given as text', () => {
    assert.throws(() => parsePrivateKey('nothing', 'the key'), /the key is not a private key/);
  });
});

/** A key as `ssh-keygen -t ed25519-sk` writes it. */
function securityKey(): string {
  const string = (value: string | Buffer): Buffer => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const type = string('sk-ssh-ed25519@openssh.com');
  const publicKey = Buffer.concat([type, string(Buffer.alloc(32, 1)), string('ssh:')]);
  const check = Buffer.alloc(8, 7);
  const secret = Buffer.concat([
    check,
    publicKey,
    Buffer.from([1]),
    string('handle'),
    string(''),
    string('comment'),
    Buffer.from([1, 2, 3]),
  ]);
  const one = Buffer.from([0, 0, 0, 1]);
  const blob = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string('none'),
    string('none'),
    string(''),
    one,
    string(publicKey),
    string(secret),
  ]);
  const lines = blob.toString('base64').replace(/.{70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
