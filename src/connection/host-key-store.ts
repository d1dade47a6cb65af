// The known_hosts files of a run: read and indexed once, asked for every connection, appended to where the policy allows it.
import { createHmac } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { KeyturnError } from '../diagnostics/errors.ts';
import {
  isPlainName,
  knownHostName,
  namesMatch,
  parseKnownHosts,
  printKnownHost,
  type KnownHost,
  type KnownHosts,
} from '../formats/known-hosts.ts';
import { expandHome } from './home.ts';
import type { PublicKey } from './public-key.ts';

/** A known_hosts line with the file that holds it. */
export interface StoredHostKey extends KnownHost {
  readonly file: string;
}

/** What the files say about a host: lines under its own name, and those that name it without its port. */
export interface StoredHostKeys {
  readonly exact: readonly StoredHostKey[];
  /** Only looked for where `exact` is empty and the port is not 22, as ssh does. A key there is trusted if it is the same. */
  readonly withoutPort: readonly StoredHostKey[];
  /** Lines under the host's name that cannot be read, as `file:line: problem`. */
  readonly malformed: readonly string[];
}

/** A line that was added, for the journal. */
export interface AddedHostKey {
  readonly file: string;
  readonly line: number;
}

/** The files that ssh reads, in its order; the first is the one to which keys are added. */
export const defaultKnownHostsFiles: readonly string[] = [
  '~/.ssh/known_hosts',
  '~/.ssh/known_hosts2',
  '/etc/ssh/ssh_known_hosts',
  '/etc/ssh/ssh_known_hosts2',
];

/** A file's lines: by name where they have just one, else in a list that must be walked. */
interface FileIndex {
  readonly file: string;
  readonly byName: ReadonlyMap<string, readonly KnownHost[]>;
  readonly others: readonly KnownHost[];
  readonly malformed: KnownHosts['malformed'];
}

const hashName = (salt: string, name: string): string =>
  createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');

/** The host keys that are known. One store serves a whole run, all hosts at once. */
export class HostKeyStore {
  readonly #files: FileIndex[];
  readonly #found = new Map<string, StoredHostKeys>();
  #lastAppend: Promise<unknown> = Promise.resolve();

  private constructor(files: FileIndex[]) {
    this.#files = files;
  }

  /** Reads the files; one that does not exist is empty. Throws a KeyturnError for one that cannot be read. */
  static async load(files: readonly string[] = defaultKnownHostsFiles): Promise<HostKeyStore> {
    return new HostKeyStore(await Promise.all(files.map((file) => loadFile(expandHome(file)))));
  }

  /** The file to which keys are added. */
  get firstFile(): string | undefined {
    return this.#files[0]?.file;
  }

  /** Every line about a host. */
  find(address: string, port: number): StoredHostKeys {
    const name = knownHostName(address, port);
    let found = this.#found.get(name);
    if (found === undefined) {
      const exact = this.#entriesFor(name);
      const withoutPort = exact.length === 0 && port !== 22 ? this.#entriesFor(knownHostName(address, 22)) : [];
      found = { exact, withoutPort, malformed: this.#malformedFor(name) };
      this.#found.set(name, found);
    }
    return found;
  }

  /**
   * Appends a key to the first file and makes it durable. `check` is called with what the files say by then and throws if the key
   * must no longer be added; if it returns false the key is there already and nothing is added.
   */
  add(
    address: string,
    port: number,
    key: PublicKey,
    check: (stored: StoredHostKeys) => boolean,
  ): Promise<AddedHostKey | undefined> {
    const added = this.#lastAppend.then(() => this.#append(address, port, key, check));
    this.#lastAppend = added.catch(() => undefined);
    return added;
  }

  async #append(
    address: string,
    port: number,
    key: PublicKey,
    check: (stored: StoredHostKeys) => boolean,
  ): Promise<AddedHostKey | undefined> {
    const file = this.firstFile;
    if (file === undefined) throw new KeyturnError('there is no known_hosts file to add a host key to');
    // Another process may have added lines since the file was read.
    await this.#reload(file);
    if (!check(this.find(address, port))) return undefined;
    const names = knownHostName(address, port);
    const line = await appendLine(file, printKnownHost({ names, keyType: key.type, key: key.base64 }));
    await this.#reload(file);
    return { file, line };
  }

  async #reload(file: string): Promise<void> {
    this.#files[0] = await loadFile(file);
    this.#found.clear();
  }

  #entriesFor(name: string): readonly StoredHostKey[] {
    return this.#files.flatMap(({ file, byName, others }) => {
      const matching = others.filter((entry) => namesMatch(entry.names, name, hashName));
      return [...(byName.get(name) ?? []), ...matching].map((entry) => ({ ...entry, file }));
    });
  }

  #malformedFor(name: string): readonly string[] {
    return this.#files.flatMap(({ file, malformed }) =>
      malformed
        .filter(({ names }) => names !== '' && namesMatch(names, name, hashName))
        .map(({ line, problem }) => `${file}:${line}: ${problem}`),
    );
  }
}

async function loadFile(file: string): Promise<FileIndex> {
  const { entries, malformed } = parseKnownHosts(await readIfThere(file));
  const byName = new Map<string, KnownHost[]>();
  const others: KnownHost[] = [];
  for (const entry of entries) {
    if (!isPlainName(entry.names)) {
      others.push(entry);
      continue;
    }
    const name = entry.names.toLowerCase();
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [entry]);
    else same.push(entry);
  }
  return { file, byName, others, malformed };
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new KeyturnError(`cannot read the known_hosts file ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** Appends a line, durably, and returns its number. */
async function appendLine(file: string, line: string): Promise<number> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a+', 0o600);
    try {
      const before = (await handle.readFile()).toString('latin1');
      // One write in append mode, so that lines of two processes never mix.
      await handle.appendFile(`${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`);
      await handle.sync();
      if (before === '') await syncDirectory(dirname(file));
      return before.split('\n').length + Number(before !== '' && !before.endsWith('\n'));
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new KeyturnError(`cannot add a host key to ${file}: ${(cause as Error).message}`, { cause });
  }
}

async function syncDirectory(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
