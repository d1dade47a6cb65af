// Files that are replaced as a whole: a reader finds all of the old text or all of the new.
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, constants, lstat, open, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from '../enrolment/durable-file.ts';

/**
 * Writes a file, or replaces it; permissions stay. A symbolic link stays one, and what is no regular file (a pipe, a terminal) is only
 * written to. Rejects with the error of the system call that failed, and then what was there before is untouched.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const place = await placeOf(path);
  if (!place.replaced) return writeFile(path, text);
  const temporary = join(dirname(place.path), `.keyturn-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeNew(temporary, text, place.mode);
    await rename(temporary, place.path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Rejects with the error of a system call where `replaceFile` could not write: no such folder, a folder in its place, no permission. */
export async function requireReplaceable(path: string): Promise<void> {
  const place = await placeOf(path);
  if (place.replaced) await access(`${dirname(place.path)}/`, constants.W_OK | constants.X_OK);
}

interface Place {
  /** Where symbolic links lead. */
  readonly path: string;
  /** Whether a new file takes its place. */
  readonly replaced: boolean;
  readonly mode: number | undefined;
}

async function placeOf(path: string): Promise<Place> {
  const there = await ifThere(stat(path));
  if (there?.isDirectory() === true) throw new Error(`"${path}" is a directory`);
  if (there?.isFile() === true) return { path: await realpath(path), replaced: true, mode: there.mode & 0o777 };
  // A link to nothing makes the file that it names.
  const isName = there === undefined && (await ifThere(lstat(path))) === undefined;
  return { path, replaced: isName, mode: undefined };
}

async function ifThere(looked: Promise<Stats>): Promise<Stats | undefined> {
  try {
    return await looked;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeNew(path: string, text: string, mode: number | undefined): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
