// Identity files: the private keys that open a vault, in the format of `age-keygen`.
import { open } from 'node:fs/promises';
import { KeyturnError } from '../diagnostics/errors.ts';
import { Secret } from '../shell/secret.ts';
import { requirePrivate } from './access-rights.ts';
import { systemCode } from './durable-file.ts';
import { recipientOf } from './seal.ts';

/** A private key and its public one. */
export interface Identity {
  readonly key: Secret;
  readonly recipient: string;
}

/** Bytes: room for some hundred identities, and an end for a device that never stops. */
const longestFile = 64 * 1024;

/** The file of one identity, as `age-keygen` writes it. */
export function printIdentity(identity: Identity, createdAt: Date): Secret {
  const created = createdAt.toISOString();
  return new Secret(`# created: ${created}\n# public key: ${identity.recipient}\n${identity.key.reveal()}\n`);
}

/** The identities in a file, at least one. Refuses a file that others can read. A pipe (`<(age -d …)`) is fine. */
export async function readIdentities(file: string): Promise<readonly Identity[]> {
  const lines = (await readPrivate(file)).reveal().split('\n');
  if (lines[0]?.startsWith('age-encryption.org/') || lines[0]?.startsWith('-----BEGIN AGE')) throw sealedIdentity(file);
  const identities: Identity[] = [];
  for (const [index, line] of lines.entries()) {
    const key = new Secret(line.trim());
    if (key.reveal() === '' || key.reveal().startsWith('#')) continue;
    const recipient = await recipientOf(key);
    if (recipient === undefined) throw notIdentity(file, index + 1);
    identities.push({ key, recipient });
  }
  if (identities.length > 0) return identities;
  throw new KeyturnError(`no identity in "${file}"`, {
    help: 'an identity is a line that begins with "AGE-SECRET-KEY-"',
  });
}

async function readPrivate(file: string): Promise<Secret> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new KeyturnError(`cannot read the identity "${file}": ${systemCode(cause) ?? 'unknown error'}`, {
      help: 'name the file with --identity, or make a vault with: keyturn vault init DIR',
      cause,
    });
  });
  try {
    requirePrivate(file, await handle.stat());
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longestFile)
        throw new KeyturnError(`"${file}" is too long for an identity (over ${longestFile} bytes)`);
    }
    return new Secret(Buffer.concat(chunks).toString('utf8'));
  } finally {
    await handle.close();
  }
}

function sealedIdentity(file: string): KeyturnError {
  return new KeyturnError(`the identity "${file}" is itself sealed`, {
    help: `open it on the way, which asks for its passphrase: --identity <(age -d ${file})`,
  });
}

function notIdentity(file: string, line: number): KeyturnError {
  return new KeyturnError(`line ${line} of "${file}" is not an age identity`, {
    help: 'an identity is a line that begins with "AGE-SECRET-KEY-"; age-keygen makes one',
  });
}
