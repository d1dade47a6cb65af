// Private keys: read and parsed once per run, never encrypted ones, never an agent.
import { constants, type Stats } from 'node:fs';
import { access, open } from 'node:fs/promises';

import ssh2, { type ParsedKey } from 'ssh2';

import { KeyturnError } from '../diagnostics/errors.ts';
import { quote } from '../shell/quote.ts';
import { generateEd25519 } from './generate-key.ts';
import { expandHome } from './home.ts';
import { minimumRsaBits, readPublicKey } from './public-key.ts';

/** A parsed private key. `parsed` signs; it is for this folder only. */
export interface PrivateKey {
  /** Where it came from, for messages: a path, or what made it. */
  readonly name: string;
  /** As in a public key file: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, … */
  readonly type: string;
  readonly fingerprint: string;
  /** The line for an authorized_keys file, without a comment. */
  readonly publicLine: string;
  readonly parsed: ParsedKey;
}

/** The files that are tried where no key is configured, in this order. */
export const defaultPrivateKeyFiles: readonly string[] = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

const maximumSize = 64 * 1024;
const supported = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
]);

/** Reads a private key file; a leading `~/` is the operator's home. Throws a KeyturnError that says what is wrong with it. */
export async function loadPrivateKey(path: string): Promise<PrivateKey> {
  const file = expandHome(path);
  return parsePrivateKey(await readKeyFile(file), file);
}

/** The keys of the default files that exist. Throws a KeyturnError if one of them cannot be used. */
export async function loadDefaultPrivateKeys(): Promise<readonly PrivateKey[]> {
  const files = await Promise.all(
    defaultPrivateKeyFiles.map(async (file) => ((await exists(file)) ? file : undefined)),
  );
  return Promise.all(files.filter((file) => file !== undefined).map(loadPrivateKey));
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(expandHome(file), constants.F_OK);
    return true;
  } catch {
    return false;
  }
}

async function readKeyFile(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new KeyturnError(`the private key ${file} is not a file`);
      if (stat.size > maximumSize) throw new KeyturnError(`${file} is too large for a private key`);
      const text = await handle.readFile('utf8');
      // A public key may be read by all; that it is one says more than its mode.
      if (text.includes('PRIVATE KEY')) refuseOpenFile(stat, file);
      return text;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof KeyturnError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new KeyturnError(
      missing ? `there is no private key ${file}` : `cannot read the private key ${file}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The rule of ssh(1): somebody else's file may have any mode, one's own may not be open to others. */
function refuseOpenFile(stat: Stats, file: string): void {
  if (stat.uid !== process.getuid?.() || (stat.mode & 0o077) === 0) return;
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
  throw new KeyturnError(`the private key ${file} is open to others (mode ${mode})`, {
    help: `chmod 600 ${quote(file)}`,
  });
}

/** Parses an unencrypted private key in OpenSSH's or the older PEM format. `name` is used in messages. */
export function parsePrivateKey(text: string, name: string): PrivateKey {
  const pem = text.replaceAll('\r\n', '\n').trim();
  refuseOtherFiles(pem, name);
  const parsed = ssh2.utils.parseKey(pem);
  if (parsed instanceof Error) {
    if (/encrypted/i.test(parsed.message)) throw encrypted(name);
    throw new KeyturnError(`cannot read the private key ${name}: ${parsed.message}`, { help: convert(name) });
  }
  // ssh2's types leave out that a file of OpenSSH's format gives a list of one.
  const key = [parsed].flat()[0];
  if (!key?.isPrivateKey()) throw new KeyturnError(`${name} holds no private key`);
  return describe(key, name);
}

/** Makes an ed25519 key that exists only in this process, for example to rehearse a login with. */
export function generatePrivateKey(name: string): PrivateKey {
  return parsePrivateKey(generateEd25519(), name);
}

function refuseOtherFiles(pem: string, name: string): void {
  if (/^(?:ssh-|ecdsa-|sk-)\S+ |^-+ ?BEGIN (?:SSH2 |RSA )?PUBLIC KEY/m.test(pem) && !pem.includes('PRIVATE KEY')) {
    throw new KeyturnError(`${name} is a public key`, {
      help: `name the private key${name.endsWith('.pub') ? `, probably ${name.slice(0, -'.pub'.length)}` : ''}`,
    });
  }
  if (/BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(pem)) throw encrypted(name);
  if (!pem.includes('PRIVATE KEY')) throw new KeyturnError(`${name} is not a private key`);
}

function encrypted(name: string): KeyturnError {
  return new KeyturnError(`the private key ${name} is encrypted`, {
    help: "encrypted keys are not supported yet; use a key without a passphrase that only you can read: ssh-keygen -t ed25519 -N '' -f ~/.ssh/keyturn",
  });
}

function convert(name: string): string {
  return `if ssh can use the key, write it in the format of OpenSSH: ssh-keygen -p -N '' -f ${quote(name)}`;
}

function describe(key: ParsedKey, name: string): PrivateKey {
  const publicKey = readPublicKey(key.getPublicSSH());
  if (publicKey === undefined || !supported.has(publicKey.type)) {
    throw new KeyturnError(`the private key ${name} is of an unsupported type (${key.type})`, {
      help: 'supported are ed25519, ecdsa and rsa',
    });
  }
  if (publicKey.rsaBits !== undefined && publicKey.rsaBits < minimumRsaBits) {
    throw new KeyturnError(`the RSA key ${name} has ${publicKey.rsaBits} bits, fewer than ${minimumRsaBits}`);
  }
  return {
    name,
    type: publicKey.type,
    fingerprint: publicKey.fingerprint,
    publicLine: `${publicKey.type} ${publicKey.base64}`,
    parsed: publicKey.type === 'ssh-rsa' ? withoutSha1(key) : key,
  };
}

/** ssh2 signs with SHA-1 where a server announces nothing better. Such a server gets no signature at all. */
function withoutSha1(key: ParsedKey): ParsedKey {
  const sign = key.sign.bind(key);
  key.sign = (data, algorithm) => {
    if (algorithm === 'sha256' || algorithm === 'sha512') return sign(data, algorithm);
    // ssh2 expects an error as a value here.
    return new Error('the host accepts RSA keys only with SHA-1 signatures') as never;
  };
  return key;
}
