// The files with keys of accounts, and who can change them: what sshd looks at before it takes a key (sshd_config(5), StrictModes).
import { number, oneOf, record } from './text.ts';

/** What sshd looks at before it takes keys: a file, or a folder above it. The mode is that of chmod(1), as a number. */
export interface KeyPath {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * A file with keys. `paths` lead from the file to the home, or to the root where the file is elsewhere in truth (a symbolic link); there are
 * none where that could not be seen.
 */
export interface KeyFile {
  readonly name: 'authorized_keys' | 'authorized_keys2';
  readonly paths: readonly KeyPath[];
}

/**
 * sh functions. `key_files HOME` prints what belongs to the account whose record was printed just before; `stat_key_files`, at the end, what
 * all the paths are like. Needs `$nl`.
 */
export const keyFileFunctions = `looked_at=
look_at() {
  printf 'at:%s\\n' "$1"
  looked_at=$looked_at$nl$1
}
# The file, and the folders above it as far as sshd looks: to the home, where the file is below it.
key_file() {
  printf 'file:%s\\n' "$2"
  file=$1/.ssh/$2 top=$1
  if [ -L "$1/.ssh" ] || [ -L "$file" ]; then
    file=$(readlink -f -- "$file") top=$(readlink -f -- "$1")
    # What its user calls a file must not look like an answer.
    case $file in *"$nl"*) return 0 ;; esac
  fi
  while [ -n "$file" ]; do
    look_at "$file"
    [ "$file" != "$top" ] || break
    file=\${file%/*}
  done
}
key_files() {
  [ ! -s "$1/.ssh/authorized_keys" ] || key_file "$1" authorized_keys
  [ ! -s "$1/.ssh/authorized_keys2" ] || key_file "$1" authorized_keys2
}
stat_key_files() {
  [ -n "$looked_at" ] || return 0
  set -f
  IFS=$nl
  # shellcheck disable=SC2086
  stat -L -c 'path:%a:%u:%g:%n' -- $looked_at 2>/dev/null
  unset IFS
  set +f
}`;

/** The files of each account, as they follow its record; what a path is like comes at the end. */
export function keyFilesIn(text: string): ReadonlyMap<string, readonly KeyFile[]> {
  const accounts = new Map<string, FileRecord[]>();
  const seen = new Map<string, KeyPath | undefined>();
  let files: FileRecord[] = [];
  for (const line of text.split('\n')) {
    const tag = line.slice(0, line.indexOf(':'));
    const rest = line.slice(tag.length + 1);
    if (tag === 'account') accounts.set(record(line, tag, 7)?.[2] ?? '', (files = []));
    if (tag === 'file') files.push({ name: oneOf(rest, ['authorized_keys2', 'authorized_keys']), places: [] });
    if (tag === 'at') files.at(-1)?.places.push(rest);
    if (tag === 'path') {
      const fields = record(line, tag, 4) ?? [];
      seen.set(fields[3] ?? '', pathOf(fields));
    }
  }
  const known = ({ name, places }: FileRecord): KeyFile => {
    const paths = places.flatMap((place) => seen.get(place) ?? []);
    return { name, paths: paths.length === places.length ? paths : [] };
  };
  return new Map([...accounts].map(([account, own]) => [account, own.map(known)]));
}

interface FileRecord extends Pick<KeyFile, 'name'> {
  readonly places: string[];
}

function pathOf([mode = '', uid, gid, path = '']: readonly string[]): KeyPath | undefined {
  const ids = { uid: number(uid), gid: number(gid) };
  if (!/^[0-7]{1,4}$/.test(mode) || ids.uid === undefined || ids.gid === undefined) return undefined;
  return { path, mode: Number.parseInt(mode, 8), uid: ids.uid, gid: ids.gid };
}
