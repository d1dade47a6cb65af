import type { LabHost } from './host.ts';

/** One file system object of a host: what a change of it could change. */
export interface SnapshotEntry {
  /** As find(1) abbreviates it: f file, d directory, l link, p pipe, s socket, … */
  readonly type: string;
  /** Octal, such as `644`. */
  readonly mode: string;
  /** `user:group`, as numbers. */
  readonly owner: string;
  /** Of files only: bytes, and their hash. */
  readonly size?: number;
  readonly sha256?: string;
  /** Of links only: where they point. */
  readonly target?: string;
}

/** Everything that a host's file system holds, by absolute path. Times are no part of it: what was put back is unchanged. */
export type Snapshot = ReadonlyMap<string, SnapshotEntry>;

const notFiles = ['/proc', '/sys', '/dev', '/run/lab'];

const script = `
list() { find / "$@" ; }
set -- "$@" -prune -o
list "$@" -printf '%p\\0%y\\0%m\\0%U:%G\\0%s\\0%l\\0'
printf '\\0'
list "$@" -type f -print0 | xargs -0 -r -P 2 -n 500 stdbuf -oL sha256sum
`;

/**
 * Lists the file system of a host in one exec of a second or two. Left out with all that is below them: /proc, /sys,
 * /dev and the absolute paths in `exclude`.
 */
export async function snapshot(host: LabHost, exclude: readonly string[] = []): Promise<Snapshot> {
  const paths = [...notFiles, ...exclude].flatMap((path, index) => [...(index === 0 ? [] : ['-o']), '-path', path]);
  const { code, stdout, stderr } = await host.exec(['sh', '-c', script, 'snapshot', '(', ...paths, ')']);
  const end = stdout.lastIndexOf('\0');
  const entries = parse(stdout.slice(0, Math.max(end, 0)), hashes(stdout.slice(end + 1)));
  // A file that goes away in the meantime makes the exit code 123 and is no reason to fail; a listing without /etc is.
  if (!entries.has('/etc')) throw new Error(`${host.name}: no snapshot (exit ${code}): ${stderr.trim()}`);
  return entries;
}

/** What differs between two snapshots, one line each, sorted; empty when nothing does. */
export function snapshotChanges(before: Snapshot, after: Snapshot): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === undefined) return [`added ${path}`];
    if (now === undefined) return [`removed ${path}`];
    const fields = (['type', 'mode', 'owner', 'size', 'sha256', 'target'] as const).filter((f) => old[f] !== now[f]);
    return fields.length === 0
      ? []
      : [`changed ${path}: ${fields.map((f) => `${f} ${String(old[f])} → ${String(now[f])}`).join(', ')}`];
  });
}

function parse(listing: string, hashOf: ReadonlyMap<string, string>): Snapshot {
  const fields = listing.split('\0');
  const entries = new Map<string, SnapshotEntry>();
  for (let at = 0; at + 5 < fields.length; at += 6) {
    const [path = '', type = '', mode = '', owner = '', size = '', target = ''] = fields.slice(at, at + 6);
    const common = { type, mode, owner };
    if (type === 'f') entries.set(path, { ...common, size: Number(size), sha256: hashOf.get(path) ?? 'unread' });
    else if (type === 'l') entries.set(path, { ...common, target });
    else entries.set(path, common);
  }
  return entries;
}

/** Reads the lines of sha256sum, which marks names that it had to escape with a leading backslash. */
function hashes(lines: string): ReadonlyMap<string, string> {
  return new Map(
    lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const escaped = line.startsWith('\\');
        const plain = escaped ? line.slice(1) : line;
        const name = plain.slice(66);
        return [escaped ? name.replace(/\\([\\nr])/g, unescape) : name, plain.slice(0, 64)];
      }),
  );
}

function unescape(_: string, letter: string): string {
  return letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\';
}
