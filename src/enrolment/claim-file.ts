// One file of claims, read as it grows: each refresh reads only what was appended since.
import { closeSync, openSync, readSync } from 'node:fs';
import { keyOf, parseClaim, type Claim } from './claim.ts';
import { systemCode } from './durable-file.ts';

/** The claims in a file that others append to. Lines that are torn or foreign are skipped. */
export class ClaimFile {
  readonly #path: string;
  readonly #claims = new Map<string, Claim[]>();
  /** Bytes read so far, up to the end of the last whole line. */
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The claims on one state file (its key), in the order of the file, as of the last refresh. */
  claims(key: string): readonly Claim[] {
    return this.#claims.get(key) ?? [];
  }

  /** Reads what was appended since the last time. A file that is gone keeps what it had: its folder decides when to forget. */
  refresh(): void {
    const bytes = readFrom(this.#path, this.#offset);
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.#offset += end;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) this.#add(line);
  }

  #add(line: string): void {
    const claim = line === '' ? undefined : parseClaim(line);
    if (!claim) return;
    const key = keyOf(claim.stateFile);
    const claims = this.#claims.get(key) ?? [];
    claims.push(claim);
    this.#claims.set(key, claims);
  }
}

function readFrom(path: string, offset: number): Buffer {
  const file = openIfThere(path);
  if (file === undefined) return Buffer.alloc(0);
  try {
    const chunks: Buffer[] = [];
    for (let at = offset; ;) {
      const chunk = Buffer.alloc(16 * 1024);
      const size = readSync(file, chunk, 0, chunk.length, at);
      if (size === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, size));
      at += size;
    }
  } finally {
    closeSync(file);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
