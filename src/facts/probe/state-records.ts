// What the probe of state files printed, read without trust: every record that is none is passed over.
import { upstream } from '../../distros/upstream.ts';
import type { FileKind, PathState, StateFile, StateFiles } from './state-file.ts';
import { readStores, type Store } from './home-stores.ts';
import { mayUse, type Folder } from './permission.ts';
import { number, record } from './text.ts';

/** Everything that was printed, by the path that it is about. */
interface Records {
  /** Where state files are below a home. */
  readonly name: string;
  readonly accounts: readonly {
    readonly account: string;
    readonly uid: number;
    readonly gid: number;
    readonly home: string;
  }[];
  /** Home → where it really is. */
  readonly real: ReadonlyMap<string, string>;
  /** Home → where the state file leads, where it is a link. */
  readonly links: ReadonlyMap<string, string>;
  readonly hidden: ReadonlySet<string>;
  readonly paths: ReadonlyMap<string, Seen>;
  readonly stores: ReadonlyMap<string, Store>;
}

/** A path, and what is in it where it is a state file. */
interface Seen extends Folder {
  readonly size: number | undefined;
  text: string | undefined;
  twin: string | undefined;
}

const absent: PathState = { kind: 'absent', mode: undefined, uid: undefined };

/** The state files of all accounts that were looked at. */
export function readStateFiles(text: string): StateFiles {
  const records = readRecords(text.split('\n'));
  const files = new Map<string, StateFile>();
  for (const owner of records.accounts) {
    if (!files.has(owner.account)) files.set(owner.account, stateFile(owner, records));
  }
  return { files: [...files.values()] };
}

function stateFile({ account, uid, gid, home }: Records['accounts'][number], records: Records): StateFile {
  const path = `${home}/${records.name}`;
  const isHidden = records.hidden.has(home);
  const real = records.real.get(home);
  const link = records.links.get(home);
  const seen = records.paths.get(path);
  const asker = { uid, gid };
  const [, below] = /^(.*)\/[^/]*$/.exec(records.name) ?? [];
  const folder = real === undefined || below === undefined ? real : `${real}/${below}`;
  const way = [folder, ...(link === undefined || link === '' ? [] : [link.slice(0, link.lastIndexOf('/')) || '/'])];
  const doors = way.flatMap((place) => (place === undefined ? [] : foldersTo(place)));
  const barrier = doors.find((door) => mayUse(records.paths.get(door), asker, 'enter') === 'no');
  const isSure = doors.every((door) => mayUse(records.paths.get(door), asker, 'enter') === 'yes');
  return {
    ...{ account, uid, path, leadsTo: link },
    home: isHidden
      ? { ...absent, kind: 'directory' }
      : stateOf(real === undefined ? undefined : records.paths.get(real)),
    reach: barrier !== undefined ? 'no' : isSure && !isHidden ? 'yes' : 'unknown',
    barrier,
    mayWrite: folder === undefined ? 'unknown' : mayUse(records.paths.get(folder), asker, 'write'),
    room: records.stores.get(home)?.room ?? 'unknown',
    mount: records.stores.get(home)?.mount,
    // The module tells a link in circles from one to nothing, and readlink(1) does not.
    file: isHidden || (link === '' && seen === undefined) ? { ...absent, kind: 'unknown' } : stateOf(seen),
    size: seen?.size,
    text: seen?.text,
    twin: seen?.twin,
  };
}

function stateOf(seen: Seen | undefined): PathState {
  if (seen === undefined) return absent;
  const { kind, mode, uid, gid } = seen;
  return { kind, mode, uid, gid };
}

/** `/`, and every folder down to this one. */
function foldersTo(folder: string): readonly string[] {
  const names = folder.split('/').filter((name) => name !== '');
  return ['/', ...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)];
}

function readRecords(lines: readonly string[]): Records {
  const lists = new Set(valuesOf(lines, 'list'));
  const paths = new Map<string, Seen>();
  let last: Seen | undefined;
  for (const line of lines) {
    const [mode, uid, gid, size, kind, path = ''] = record(line, 'path', 6) ?? [];
    if (mode !== undefined) {
      const state = { kind: kindOf(kind), mode, uid: number(uid), gid: number(gid), size: number(size) };
      last = { ...state, hasList: lists.has(path), text: undefined, twin: undefined };
      paths.set(path, last);
    } else if (last !== undefined) {
      if (line.startsWith('|')) last.text = `${last.text ?? ''}${line.slice(1)}\n`;
      if (line === 'zero:') last.text = `${last.text ?? ''}\0`;
      if (line.startsWith('twin:/')) last.twin = line.slice(5);
      if (line === 'cut:') last.text = undefined;
    }
  }
  const accounts = lines.flatMap((line) => {
    const [account = '', uid, gid, home = ''] = record(line, 'account', 4) ?? [];
    const [user, group] = [number(uid), number(gid)];
    return account === '' || user === undefined || group === undefined
      ? []
      : [{ account, uid: user, gid: group, home }];
  });
  const pairs = (tag: string): ReadonlyMap<string, string> =>
    new Map(
      lines.flatMap((line) => {
        const [from, to] = record(line, tag, 2) ?? [];
        return from === undefined || to === undefined ? [] : [[from, to] as const];
      }),
    );
  const [name = upstream.stateFile] = valuesOf(lines, 'name');
  return {
    ...{ name, accounts, paths, hidden: new Set(valuesOf(lines, 'hidden')) },
    ...{ real: pairs('real'), links: pairs('link'), stores: readStores(lines) },
  };
}

function valuesOf(lines: readonly string[], tag: string): readonly string[] {
  return lines.flatMap((line) => (line.startsWith(`${tag}:`) ? [line.slice(tag.length + 1)] : []));
}

function kindOf(text: string | undefined): FileKind {
  if (text?.startsWith('regular') === true) return 'regular';
  return text === 'directory' ? 'directory' : 'other';
}
