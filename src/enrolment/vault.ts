// The vault: a folder with one age file per account and the public keys that they are sealed to.
import { constants, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyturnError } from '../diagnostics/errors.ts';
import type { Secret } from '../shell/secret.ts';
import { requireUnwritable } from './access-rights.ts';
import { createDurably, systemCode } from './durable-file.ts';
import { accountOf, entryName } from './entry-name.ts';
import { parseEntry, printEntry } from './entry-text.ts';
import type { Enrolment } from './enrolment.ts';
import { readIdentities, type Identity } from './identity.ts';
import { parseRecipients, recipientsFile } from './recipients.ts';
import { seal, unseal } from './seal.ts';

/** `absent`: no entry; `sealed`: an entry, but no identity was given; `open`: an entry, and an identity of this vault. */
export type EntryState = 'absent' | 'sealed' | 'open';

/** An opened vault. Entries are created and read, never changed. */
export interface Vault {
  readonly folder: string;
  entry(account: string): EntryState;
  /** The accounts with an entry, sorted. */
  accounts(): readonly string[];
  /** Rejects with a KeyturnError when the entry is absent, sealed, or not byte for byte what was written. */
  read(account: string): Promise<Enrolment>;
  /** Resolves once the entry would survive a power cut. Rejects with an EntryExistsError when there is one already. */
  create(enrolment: Enrolment): Promise<void>;
}

/** An account has an entry already: perhaps another run was faster. */
export class EntryExistsError extends KeyturnError {
  override readonly name = 'EntryExistsError';
}

/** Bytes. Ours have less than 1,000; more recipients than fit take seconds to try. */
const longestEntry = 64 * 1024;

/** Opens a vault: to add entries, and with an identity file also to read them. */
export async function openVault(folder: string, identityFile?: string): Promise<Vault> {
  const real = await vaultFolder(folder);
  const recipients = await readRecipients(real);
  const identities = identityFile === undefined ? [] : await readIdentities(identityFile);
  if (identityFile !== undefined) requireMatch(real, recipients, identityFile, identities);
  const keys = identities.map((identity) => identity.key);
  return {
    folder: real,
    entry: (account) => entryState(join(real, entryName(account)), keys.length > 0),
    accounts: () => accountsIn(real),
    read: (account) => readEntry(real, account, keys),
    create: (enrolment) => createEntry(real, enrolment, recipients),
  };
}

async function vaultFolder(folder: string): Promise<string> {
  try {
    const real = realpathSync(folder);
    requireUnwritable(real, await stat(real));
    return real;
  } catch (cause) {
    if (cause instanceof KeyturnError) throw cause;
    throw new KeyturnError(`cannot open the vault "${folder}": ${systemCode(cause) ?? 'unknown error'}`, {
      help: `if it is a new one: keyturn vault init ${folder}`,
      cause,
    });
  }
}

async function readRecipients(folder: string): Promise<readonly string[]> {
  const file = join(folder, recipientsFile);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new KeyturnError(`"${folder}" is not a vault: cannot read ${recipientsFile} in it`, {
      help: `if it is a new one: keyturn vault init ${folder}`,
      cause,
    });
  });
  requireUnwritable(file, await stat(file));
  return parseRecipients(file, text);
}

function requireMatch(
  folder: string,
  recipients: readonly string[],
  file: string,
  identities: readonly Identity[],
): void {
  if (identities.some((identity) => recipients.includes(identity.recipient))) return;
  throw new KeyturnError(`the identity "${file}" is not one that the vault "${folder}" is sealed to`, {
    help: `its public key would have to be in ${join(folder, recipientsFile)}; is it the identity of another vault?`,
  });
}

function entryState(path: string, opened: boolean): EntryState {
  // Not stat: whatever has the name, a dangling symbolic link too, keeps a new entry from being made.
  const taken = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (!taken) return 'absent';
  return opened ? 'open' : 'sealed';
}

function accountsIn(folder: string): readonly string[] {
  const accounts = readdirSync(folder).map(accountOf);
  return accounts.filter((account) => account !== undefined).sort();
}

async function createEntry(folder: string, enrolment: Enrolment, recipients: readonly string[]): Promise<void> {
  const path = join(folder, entryName(enrolment.account));
  const bytes = await seal(printEntry(enrolment), recipients);
  try {
    await createDurably(path, bytes);
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') {
      throw new EntryExistsError(`"${enrolment.account}" already has an entry in the vault "${folder}"`, {
        help: 'another run may have made it just now; to use it, run again with --identity FILE',
      });
    }
    throw new KeyturnError(`cannot write the vault entry "${path}": ${systemCode(cause) ?? 'unknown error'}`, {
      help: 'nothing was sent to any host for this account; a vault needs a file system with hard links',
      cause,
    });
  }
}

async function readEntry(folder: string, account: string, keys: readonly Secret[]): Promise<Enrolment> {
  const path = join(folder, entryName(account));
  if (keys.length === 0) {
    throw new KeyturnError(`the vault entry of "${account}" is sealed`, {
      help: 'opening it needs the private key of the vault: --identity FILE',
    });
  }
  const unsealed = await unseal(await readEntryBytes(path, account), keys);
  if (unsealed.kind === 'not-a-recipient') {
    throw new KeyturnError(`no identity at hand opens "${path}"`, {
      help: 'it was sealed to other public keys, or its header is damaged; try the older identity, or a backup of it',
    });
  }
  if (unsealed.kind === 'damaged') throw damaged(path, 'it was cut or changed', unsealed.cause);
  const parsed = parseEntry(unsealed.text);
  if ('problem' in parsed) throw damaged(path, parsed.problem);
  // Anybody who can rename files could otherwise give one user's codes to another.
  if (parsed.enrolment.account !== account) throw damaged(path, 'it was made for another account');
  return parsed.enrolment;
}

async function readEntryBytes(path: string, account: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') {
      throw new KeyturnError(`the vault has no entry for "${account}"`, {
        help: `looked for "${path}"; keyturn vault list shows what there is`,
      });
    }
    throw new KeyturnError(`cannot read the vault entry "${path}": ${systemCode(cause) ?? 'unknown error'}`, { cause });
  });
  try {
    const stats = await file.stat();
    requireUnwritable(path, stats);
    if (!stats.isFile() || stats.size > longestEntry) throw damaged(path, 'it is not a file of ours');
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function damaged(path: string, what: string, cause?: unknown): KeyturnError {
  return new KeyturnError(`the vault entry "${path}" cannot be used: ${what}`, {
    help: 'restore it from a backup; without one, give the user a new secret',
    cause,
  });
}
