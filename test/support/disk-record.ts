// Records what a piece of the program does to the disk, in order: what is written, what is synced, what gets a name.
import disk from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { relative } from 'node:path';

/** What was done so far, with paths below the folder: `write a`, `sync a`, `link a b`, `unlink a`. `.` is the folder itself. */
export interface DiskRecord {
  readonly done: string[];
}

/** Does the work, with every call of node:fs/promises recorded. Random parts of names of temporary files are left out. */
export async function recorded(
  folder: string,
  work: (record: DiskRecord) => Promise<void>,
): Promise<readonly string[]> {
  const record: DiskRecord = { done: [] };
  const kept = { open: disk.open, link: disk.link, unlink: disk.unlink, rename: disk.rename };
  const name = (path: unknown): string =>
    (relative(folder, String(path)) || '.').replaceAll(/\.[0-9a-f]{16}\.tmp$/g, '.tmp');
  const note = (...words: readonly string[]): void => void record.done.push(words.join(' '));
  Object.assign(disk, {
    open: async (...args: Parameters<typeof disk.open>) => {
      const file = await kept.open(...args);
      const noting =
        (word: string, call: (...given: never[]) => Promise<unknown>) =>
        async (...given: never[]): Promise<void> => {
          await call(...given);
          note(word, name(args[0]));
        };
      return Object.assign(file, {
        writeFile: noting('write', file.writeFile.bind(file)),
        appendFile: noting('write', file.appendFile.bind(file)),
        sync: noting('sync', file.sync.bind(file)),
        datasync: noting('sync', file.datasync.bind(file)),
      });
    },
    ...Object.fromEntries(
      (['link', 'unlink', 'rename'] as const).map((call) => [
        call,
        async (...paths: readonly [string, string]) => {
          await (kept[call] as (...given: readonly [string, string]) => Promise<void>)(...paths);
          note(call, ...paths.map(name));
        },
      ]),
    ),
  });
  syncBuiltinESMExports();
  try {
    await work(record);
  } finally {
    Object.assign(disk, kept);
    syncBuiltinESMExports();
  }
  return record.done;
}
