// The files with keys of accounts, who can change them, and the keys in them: what sshd looks at before it takes a key (sshd_config(5),
// AuthorizedKeysFile and StrictModes).
import { foundLines, keyLineFunctions, type FoundLine } from './key-lines.ts';
import { number, record } from './text.ts';

/** What sshd looks at before it takes keys: a file, or a folder above it. The mode is that of chmod(1), as a number. */
export interface KeyPath {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * A file with keys. `paths` lead from the file to the home, or to the root where the file is elsewhere in truth; there are none where that
 * could not be seen. `complete` is false where it was not read to its end.
 */
export interface KeyFile {
  /** As AuthorizedKeysFile has it: `.ssh/authorized_keys`, `/etc/ssh/keys/%u`. */
  readonly place: string;
  readonly path: string;
  readonly paths: readonly KeyPath[];
  readonly regular: boolean;
  readonly complete: boolean;
  readonly lines: readonly FoundLine[];
}

/** Where the keys of an account are. `hidden` are places of which it could not be seen whether a file is there. */
export interface AccountKeys {
  readonly keyFiles: readonly KeyFile[];
  readonly hidden: readonly string[];
}

/** Where sshd looks if nothing else is set. */
export const usualPlaces: readonly string[] = ['.ssh/authorized_keys', '.ssh/authorized_keys2'];

/** Files that are larger are not read. */
const mostBytes = 65_536;

/**
 * sh functions, and the places where keys may be: those that any AuthorizedKeysFile names. `key_files NAME UID HOME` prints what belongs to the
 * account whose record was printed just before; `read_key_files`, at the end, what all of the files and folders are like. Needs `$nl`,
 * `$all_configs` and `next_word`.
 */
export const keyFileFunctions = `gap=$(printf ' \\t')
places=${usualPlaces.map((place) => `'${place}'`).join('$nl')}
place_line() {
  rest=\${1#"\${1%%[!"$gap"]*}"}
  case $rest in
    [Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Ee][Dd][Kk][Ee][Yy][Ss][Ff][Ii][Ll][Ee]["$blank\\""]*) rest=\${rest#??????????????????} ;;
    *) return 0 ;;
  esac
  while next_word; do
    case $word in [Nn][Oo][Nn][Ee]) continue ;; esac
    case $nl$places$nl in *"$nl$word$nl"*) ;; *) places=$places$nl$word ;; esac
  done
}
case $all_configs in
  *[Kk][Ee][Yy][Ss][Ff][Ii][Ll][Ee]*)
    set -f
    IFS=$nl
    for line in $all_configs; do
      case $line in "|"* | ">"*) place_line "\${line#?}" ;; esac
    done
    unset IFS
    set +f
    ;;
esac
set -f
IFS=$nl
for place in $places; do printf 'place:%s\\n' "$place"; done
unset IFS
set +f

# The file that a place is for an account, in $file: sshd_config(5), TOKENS. Fails where only sshd knows.
expand_place() {
  file=
  rest=$1
  case $1 in *[*?[]*) return 1 ;; esac
  while :; do
    case $rest in *%*) ;; *) break ;; esac
    file=$file\${rest%%'%'*}
    rest=\${rest#*'%'}
    case $rest in
      u*) file=$file$2 ;;
      U*) file=$file$3 ;;
      h*) file=$file$4 ;;
      %*) file=$file% ;;
      *) return 1 ;;
    esac
    rest=\${rest#?}
  done
  file=$file$rest
  case $file in /*) ;; *) file=$4/$file ;; esac
}
looked_at=
key_paths=
look_at() {
  printf 'at:%s\\n' "$1"
  looked_at=$looked_at$nl$1
}
# Whether somebody may not look whether a file is there.
is_hidden() {
  folder=\${1%/*}
  while [ -n "$folder" ] && ! [ -e "$folder" ]; do folder=\${folder%/*}; done
  [ -n "$folder" ] && ! [ -x "$folder" ]
}
# The file, and the folders above it as far as sshd looks: to the home, where the file is below it.
key_file() {
  printf 'file:%s:%s\\n' "$2" "$file"
  top=
  case $file in "$1"/*) top=$1 ;; esac
  part=$file
  while [ "$part" != "$top" ]; do
    if [ -L "$part" ]; then
      part=$(readlink -f -- "$file")
      [ -z "$part" ] || file=$part
      top=$(readlink -f -- "$1")
      # What its user calls a file must not look like an answer.
      case $file in *"$nl"*) return 0 ;; esac
      case $file in "$top"/*) ;; *) top= ;; esac
      break
    fi
    part=\${part%/*}
  done
  key_paths=$key_paths$nl$file
  while [ -n "$file" ]; do
    look_at "$file"
    [ "$file" != "$top" ] || return 0
    file=\${file%/*}
  done
  look_at /
}
key_files() {
  IFS=$nl
  for place in $places; do
    unset IFS
    if ! expand_place "$place" "$1" "$2" "$3"; then
      printf 'hidden:%s\\n' "$place"
    elif [ -s "$file" ]; then
      key_file "$3" "$place"
    elif ! [ -e "$file" ] && is_hidden "$file"; then
      printf 'hidden:%s\\n' "$place"
    fi
    IFS=$nl
  done
  unset IFS
}

${keyLineFunctions}
read_key_files() {
  [ -n "$looked_at" ] || return 0
  cr=$(printf '\\r')
  set -f
  IFS=$nl
  # shellcheck disable=SC2086
  stat -L -c 'path:%a:%u:%g:%n' -- $looked_at 2>/dev/null
  # shellcheck disable=SC2086
  for entry in $(stat -L -c '%s:%F:%n' -- $key_paths 2>/dev/null); do
    unset IFS
    size=\${entry%%:*} entry=\${entry#*:}
    kind=\${entry%%:*} file=\${entry#*:}
    case $nl$seen$nl in *"$nl$file$nl"*) continue ;; esac
    seen=$seen$nl$file
    printf 'keys:%s\\n' "$file"
    case $kind in
      regular*)
        if [ "$size" -gt ${mostBytes} ] || ! [ -r "$file" ]; then echo unread:; else read_keys <"$file"; fi
        ;;
      *) echo other: ;;
    esac
    IFS=$nl
  done
  unset IFS
  set +f
}
seen=`;

/** The keys of each account; what is told of files and folders comes after the accounts. */
export function accountKeysIn(text: string): ReadonlyMap<string, AccountKeys> {
  const accounts = new Map<string, { readonly files: FileRecord[]; readonly hidden: string[] }>();
  const seen = new Map<string, KeyPath | undefined>();
  const contents = new Map<string, Contents>();
  let account: { readonly files: FileRecord[]; readonly hidden: string[] } | undefined;
  let contained: Contents | undefined;
  for (const line of text.split('\n')) {
    const tag = line.slice(0, line.indexOf(':'));
    const rest = line.slice(tag.length + 1);
    if (tag === 'account') accounts.set(record(line, tag, 6)?.[1] ?? '', (account = { files: [], hidden: [] }));
    else if (tag === 'hidden') account?.hidden.push(rest);
    else if (tag === 'file') account?.files.push(fileRecord(rest));
    else if (tag === 'at') account?.files.at(-1)?.at.push(rest);
    else if (tag === 'path') seen.set(...pathOf(line));
    else if (tag === 'keys') contents.set(rest, (contained = { lines: [], complete: true, regular: true }));
    else if (contained === undefined) continue;
    else if (tag === 'key') contained.lines.push(...foundLines(line));
    else if (tag === 'unread') contained.complete = false;
    else if (tag === 'other') contained.regular = false;
  }
  const known = ({ place, path, at }: FileRecord): KeyFile => {
    const paths = at.flatMap((one) => seen.get(one) ?? []);
    const contained = contents.get(at[0] ?? path) ?? { lines: [], complete: false, regular: true };
    return { place, path, paths: paths.length === at.length ? paths : [], ...contained };
  };
  return new Map([...accounts].map(([name, { files, hidden }]) => [name, { keyFiles: files.map(known), hidden }]));
}

interface FileRecord {
  readonly place: string;
  readonly path: string;
  readonly at: string[];
}

interface Contents {
  readonly lines: FoundLine[];
  complete: boolean;
  regular: boolean;
}

/** `PLACE:/PATH`, where a place may hold colons: no path of ours does not begin with a slash. */
function fileRecord(text: string): FileRecord {
  const [, place = '', path = ''] = /^(.*?):(\/.*)$/s.exec(text) ?? [];
  return { place, path, at: [] };
}

function pathOf(line: string): readonly [string, KeyPath | undefined] {
  const [mode = '', uid, gid, path = ''] = record(line, 'path', 4) ?? [];
  const ids = { uid: number(uid), gid: number(gid) };
  if (!/^[0-7]{1,4}$/.test(mode) || ids.uid === undefined || ids.gid === undefined) return [path, undefined];
  return [path, { path, mode: Number.parseInt(mode, 8), uid: ids.uid, gid: ids.gid }];
}
