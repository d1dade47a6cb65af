// Making a vault: an identity outside it, and a folder that knows the identity's public key.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { KeyturnError } from '../diagnostics/errors.ts';
import { requireUnwritable } from './access-rights.ts';
import { createDurably, systemCode } from './durable-file.ts';
import { accountOf } from './entry-name.ts';
import { printIdentity } from './identity.ts';
import { printRecipients, recipientsFile } from './recipients.ts';
import { makeIdentity, recipientOf } from './seal.ts';

/** What a new vault is made of. */
export interface NewVault {
  readonly folder: string;
  readonly identityFile: string;
  readonly recipient: string;
}

/**
 * Makes a vault folder (0700) and an identity (0600) outside it. Overwrites nothing and refuses a folder that is a vault already.
 * Both paths are absolute.
 */
export async function initVault(folder: string, identityFile: string, createdAt: Date): Promise<NewVault> {
  const real = realFuturePath(folder);
  const identityPath = realFuturePath(identityFile);
  requireOutside(real, identityPath);
  await requireNoVault(real);
  const key = await makeIdentity();
  const recipient = (await recipientOf(key)) ?? '';
  // The identity first: dying in between must not leave a vault that nobody can open.
  await makeFolder(dirname(identityPath));
  await createFile(identityPath, printIdentity({ key, recipient }, createdAt).reveal(), existingIdentity(identityPath));
  if ((await makeFolder(real)) === 'made') await chmod(real, 0o700);
  const recipientsPath = join(real, recipientsFile);
  await createFile(recipientsPath, printRecipients(recipient), `"${real}" is a vault already`);
  return { folder: real, identityFile: identityPath, recipient };
}

function existingIdentity(path: string): string {
  return `the identity "${path}" exists already`;
}

function requireOutside(folder: string, identityFile: string): void {
  if (relative(folder, identityFile).startsWith('..')) return;
  throw new KeyturnError(`the identity "${identityFile}" would lie inside the vault "${folder}"`, {
    help: 'a copy of the vault would then open itself; name another place with --identity FILE',
  });
}

async function requireNoVault(folder: string): Promise<void> {
  const stats = await stat(folder).catch(() => undefined);
  if (!stats) return;
  if (!stats.isDirectory()) throw new KeyturnError(`"${folder}" is not a folder`, { help: 'name a new one' });
  requireUnwritable(folder, stats);
  const names = readdirSync(folder);
  if (names.includes(recipientsFile)) {
    throw new KeyturnError(`"${folder}" is a vault already`, { help: 'keyturn vault list shows what is in it' });
  }
  if (names.some((name) => accountOf(name) !== undefined)) {
    throw new KeyturnError(`"${folder}" holds entries but no ${recipientsFile}`, {
      help: `restore ${recipientsFile} from a backup, or write the public key of the old identity to it: age-keygen -y FILE`,
    });
  }
}

async function makeFolder(path: string): Promise<'made' | 'existed'> {
  try {
    return (await mkdir(path, { recursive: true, mode: 0o700 })) === undefined ? 'existed' : 'made';
  } catch (cause) {
    throw new KeyturnError(`cannot make the folder "${path}": ${systemCode(cause) ?? 'unknown error'}`, { cause });
  }
}

async function createFile(path: string, text: string, taken: string): Promise<void> {
  try {
    await createDurably(path, Buffer.from(text));
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') {
      throw new KeyturnError(taken, {
        help: `nothing was overwritten; name another file, or seal a vault to an old identity: see docs/vault.md`,
      });
    }
    throw new KeyturnError(`cannot write "${path}": ${systemCode(cause) ?? 'unknown error'}`, { cause });
  }
}

/** The path without symbolic links, as far as it exists. */
function realFuturePath(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return realpathSync(absolute);
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(realFuturePath(parent), basename(absolute));
}
