// Files that are there as a whole or not at all, whatever dies in between.
import { randomBytes } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes a file that did not exist, mode 0600, and returns once it would survive a power cut. Rejects with `EEXIST` when the name
 * is taken, by whatever and however recently: of two processes exactly one wins, and nothing is ever overwritten.
 */
export async function createDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`);
  await writeNew(temporary, bytes);
  try {
    // Unlike rename, link refuses to replace what is there, a dangling symbolic link included.
    await link(temporary, path);
  } finally {
    await unlink(temporary);
  }
  await syncFolder(folder);
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
}

/** Makes names in a folder survive a power cut: fsync of a file does not cover the entry that names it. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The code of a failed system call, such as `ENOENT`; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
