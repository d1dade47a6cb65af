// The file systems under homes, from what df(1) and stat(1) print.
import type { Room, StateFile } from './state-file.ts';
import { number, record } from './text.ts';

/** The file system under a home. */
export type Store = Pick<StateFile, 'room' | 'mount'>;

// Kibibytes. What stage asks for, and what a small file takes.
const roomForRun = 1026;
const roomForFile = 4;
// Files that a run makes beside a state file, at most.
const filesOfRun = 8;

/** By home. df prints a line per home, in order, behind its heading; where it does not, they cannot be told apart. */
export function readStores(lines: readonly string[]): ReadonlyMap<string, Store> {
  const homes = lines.flatMap((line) => {
    const [, kind, home] = /^(home|read-only):(.*)$/.exec(line) ?? [];
    return home === undefined ? [] : [{ home, isReadOnly: kind === 'read-only' }];
  });
  const mounts = lines.flatMap((line) => /^df:.* \d+ +-?\d+ +-?\d+ +(?:\d+%|-) +(\/.*)$/.exec(line)?.slice(1) ?? []);
  const rooms = new Map(lines.flatMap(roomIn));
  return new Map(
    homes.map(({ home, isReadOnly }, index) => {
      const mount = mounts.length === homes.length ? mounts[index] : undefined;
      return [home, { room: isReadOnly ? 'read-only' : (rooms.get(home) ?? 'unknown'), mount }];
    }),
  );
}

/** Blocks left, their size, files in all, files left. A file system that does not count files has enough of them. */
function roomIn(line: string): readonly (readonly [home: string, room: Room])[] {
  const [home, ...numbers] = (record(line, 'left', 5) ?? []).toReversed();
  const [left, all, size, blocks] = numbers.map(number);
  if (home === undefined || blocks === undefined || size === undefined || left === undefined) return [];
  const kibibytes = (blocks * size) / 1024;
  const has = (least: number, files: number): boolean => kibibytes >= least && (all === 0 || left >= files);
  return [[home, has(roomForRun, filesOfRun) ? 'ok' : has(roomForFile, 1) ? 'low' : 'full']];
}
