// Where journals are: one file per run, named by its id, so that names sort by time.
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, systemCode } from '../../enrolment/durable-file.ts';
import type { Asked } from './journal.ts';
import { readLines } from './lines.ts';
import { isUnfinished, journalState, type JournalState } from './state.ts';
import { JournalWriter, unwritable } from './writer.ts';

/** A journal that was found. */
export interface FoundJournal {
  readonly run: string;
  readonly file: string;
  /** Undefined where not even its beginning can be read. */
  readonly state: JournalState | undefined;
  readonly damage: string | undefined;
}

/** So many journals are kept, the newest ones, and those of runs that are not finished. */
const kept = 50;

/**
 * Makes the journal of a run, in a folder that is made when needed. Resolves once its first record is on the disk; rejects with a
 * KeyturnError where that cannot be. Old journals are removed.
 */
export async function openJournal(folder: string, asked: Asked, now: () => number): Promise<JournalWriter> {
  const name = join(folder, `${asked.run}.ndjson`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await prune(folder);
    const file = await open(name, 'ax', 0o600);
    const append = async (text: string): Promise<void> => {
      await file.appendFile(text);
      await file.datasync();
    };
    const journal = new JournalWriter({ name, append, close: () => file.close() }, now);
    try {
      await journal.intend(asked);
      await syncFolder(folder);
    } catch (error) {
      await file.close();
      await rm(name, { force: true });
      throw error;
    }
    return journal;
  } catch (cause) {
    throw systemCode(cause) === undefined ? cause : unwritable(name, cause);
  }
}

/** All journals, the oldest first. */
export async function findJournals(folder: string): Promise<readonly FoundJournal[]> {
  return (await Promise.all((await names(folder)).map((name) => readJournal(folder, name)))).flat();
}

/** The journals of runs that somebody has to go on with: nobody has done so yet. */
export function unfinished(journals: readonly FoundJournal[]): readonly FoundJournal[] {
  const resumed = new Set(journals.map(({ state }) => state?.asked.resumes?.run));
  return journals.filter(({ run, state }) => state !== undefined && isUnfinished(state) && !resumed.has(run));
}

/** None where another run has removed it meanwhile. */
async function readJournal(folder: string, name: string): Promise<readonly FoundJournal[]> {
  const file = join(folder, name);
  const bytes = await readFile(file).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) return [];
  const { records, damage } = readLines(bytes);
  return [{ run: name.slice(0, -extension.length), file, state: journalState(records), damage }];
}

async function prune(folder: string): Promise<void> {
  // One is about to be added.
  if ((await names(folder)).length < kept) return;
  const journals = await findJournals(folder);
  const open = new Set(unfinished(journals));
  const old = journals.slice(0, journals.length - kept + 1).filter((journal) => !open.has(journal));
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}

const extension = '.ndjson';

async function names(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\.ndjson$/.test(name)).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
