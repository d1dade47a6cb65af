// google-authenticator state files. The secret and the recovery codes never leave the host: the probe says only whether the secret is
// well-formed and how many codes there are.
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { number, record } from './probe/text.ts';

/** What stands at a path, by lstat(2). `unknown`: the probe was not allowed to look. */
export type FileKind = 'absent' | 'regular' | 'directory' | 'symlink' | 'other' | 'unknown';

/** Owner and mode of a path; both undefined unless it exists. Modes are octal without leading zeros, as stat(1) prints them. */
export interface PathState {
  readonly kind: FileKind;
  readonly mode: string | undefined;
  readonly uid: number | undefined;
}

/** The state file of one account, as the PAM module would find it. */
export interface StateFile {
  readonly account: string;
  readonly uid: number;
  readonly path: string;
  readonly home: PathState;
  /** Whether the module could write there: every code that it takes makes it write the file anew. */
  readonly room: Room;
  /** Where the home's file system is mounted; undefined when unknown. */
  readonly mount: string | undefined;
  readonly file: PathState;
  /** Whether line 1 is base32 of at least 16 characters; `unknown` when it could not be read. */
  readonly secret: 'ok' | 'malformed' | 'unknown';
  /** Characters of the secret, each of which is worth 5 bits; undefined when it could not be read. */
  readonly secretLength: number | undefined;
  /** A state file that was read before and holds the same secret; secrets are compared on the host. */
  readonly twin?: string | undefined;
  /** Lines that start with `"`, verbatim, where they name an option of the module; others are only counted. */
  readonly options: readonly string[];
  readonly unknownOptions: number;
  readonly scratchCodes: number;
}

/** `full`: less than a mebibyte is left. */
export type Room = 'ok' | 'full' | 'read-only' | 'unknown';

/** State files of the accounts that can log in, and of those that were asked for. */
export interface StateFiles {
  readonly files: readonly StateFile[];
}

// Kibibytes; what stage asks for too.
const leastRoom = 1026;

// Everything that the module reads or writes; see google-authenticator's FILEFORMAT.
const options =
  'TOTP_AUTH*|HOTP_COUNTER*|DISALLOW_REUSE*|RATE_LIMIT*|WINDOW_SIZE*|STEP_SIZE*|TIME_SKEW*|RESETTING_TIME_SKEW*|LAST[0-9]*';

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
${selectAccounts(names)}
cr=
secrets=
option() {
  name=\${1#\\"}
  name=\${name# }
  case $1 in *[!A-Za-z0-9_\\ \\".:+%-]*) name= ;; esac
  case $name in
    ${options}) printf 'option:%s\\n' "$1" ;;
    *) printf 'other:\\n' ;;
  esac
}
content() {
  if [ -z "$cr" ]; then
    cr=$(printf '\\r')
    blank="	 $cr-"
  fi
  secret=
  length=0
  scratch=0
  scanning=1
  first=1
  lines=0
  while IFS= read -r line || [ -n "$line" ]; do
    lines=$((lines + 1))
    [ $lines -le 500 ] || break
    line=\${line%"$cr"}
    if [ $first = 1 ]; then
      first=0
      while :; do
        case $line in
          *["$blank"]*) line=\${line%%["$blank"]*}\${line#*["$blank"]} ;;
          *) break ;;
        esac
      done
      secret=ok
      case $line in *[!A-Za-z2-7018]*) secret=malformed ;; esac
      length=\${#line}
      [ "$length" -ge 16 ] || secret=malformed
      if [ $secret = ok ]; then
        case $secrets in
          *"$nl$line:"*)
            tail=\${secrets#*"$nl$line:"}
            printf 'twin:%s\\n' "\${tail%%"$nl"*}"
            ;;
        esac
        secrets=$secrets$nl$line:$path
      fi
      continue
    fi
    case $line in
      \\"*) option "$line" ;;
      '') ;;
      [1-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]) scratch=$((scratch + scanning)) ;;
      *) scanning=0 ;;
    esac
  done
  printf 'secret:%s\\nlength:%s\\nscratch:%s\\n' "\${secret:-malformed}" "$length" "$scratch"
}
paths=
homes=
account() {
  printf 'account:%s:%s:%s\\n' "$2" "$3" "$5"
  if [ -e "$5" ] && [ ! -x "$5" ]; then
    printf 'hidden:%s\\n' "$5"
    return 0
  fi
  paths=$paths$nl$5/.$nl$5/.google_authenticator
  [ -d "$5" ] || return 0
  homes=$homes$nl$5
  # Only a file system that is read-only keeps root from writing, who alone can read this file.
  if [ -r /etc/shadow ] && [ ! -w "$5" ]; then printf 'read-only:%s\\n' "$5"; else printf 'home:%s\\n' "$5"; fi
}
each_account
set -f
IFS=$nl
[ -n "$paths" ] || exit 0
# A loop over what was printed is a process less than a loop behind a pipe.
# shellcheck disable=SC2086
[ -z "$homes" ] || for line in $(df -Pk -- $homes 2>/dev/null); do printf 'df:%s\\n' "$line"; done
# shellcheck disable=SC2086
for line in $(stat -c '%a:%u:%s:%F:%n' -- $paths 2>/dev/null); do
  mode=\${line%%:*} line=\${line#*:}
  uid=\${line%%:*} line=\${line#*:}
  size=\${line%%:*} line=\${line#*:}
  kind=\${line%%:*} path=\${line#*:}
  printf 'path:%s:%s:%s:%s\\n' "$mode" "$uid" "$kind" "$path"
  case $kind:$path in
    regular*/.google_authenticator)
      # The module reads no more than 64 KiB, and nothing but a regular file.
      if [ "$size" -le 65536 ] && [ -r "$path" ]; then content <"$path"; fi
      ;;
  esac
done
`;
}

interface Read {
  readonly state: PathState;
  secret: StateFile['secret'];
  secretLength: number | undefined;
  twin: string | undefined;
  options: string[];
  unknownOptions: number;
  scratchCodes: number;
}

function kindOf(text: string | undefined): FileKind {
  if (text?.startsWith('regular') === true) return 'regular';
  if (text === 'directory') return 'directory';
  return text === 'symbolic link' ? 'symlink' : 'other';
}

function readPath(line: string, reads: Map<string, Read>): Read | undefined {
  const fields = record(line, 'path', 4);
  if (fields === undefined) return undefined;
  const [mode, uid, kind, path = ''] = fields;
  const state = { kind: kindOf(kind), mode, uid: number(uid) };
  const contents = {
    secret: 'unknown' as const,
    secretLength: undefined,
    twin: undefined,
    options: [],
    unknownOptions: 0,
    scratchCodes: 0,
  };
  const read: Read = { state, ...contents };
  reads.set(path, read);
  return read;
}

function readPaths(lines: readonly string[]): ReadonlyMap<string, Read> {
  const reads = new Map<string, Read>();
  let last: Read | undefined;
  for (const line of lines) {
    last = readPath(line, reads) ?? last;
    if (last === undefined) continue;
    if (line.startsWith('option:')) last.options.push(line.slice(7));
    if (line === 'other:') last.unknownOptions += 1;
    if (line === 'secret:ok') last.secret = 'ok';
    if (line === 'secret:malformed') last.secret = 'malformed';
    if (line.startsWith('twin:/')) last.twin = line.slice(5);
    if (line.startsWith('length:')) last.secretLength = number(line.slice(7));
    if (line.startsWith('scratch:')) last.scratchCodes = number(line.slice(8)) ?? 0;
  }
  return reads;
}

/** The file system under a home. */
type Store = Pick<StateFile, 'room' | 'mount'>;

/** df(1) prints a line per home, in order, behind its heading. */
function readStores(lines: readonly string[]): ReadonlyMap<string, Store> {
  const homes = lines.flatMap((line) => {
    const [, kind, home] = /^(home|read-only):(.*)$/.exec(line) ?? [];
    return home === undefined ? [] : [{ home, isReadOnly: kind === 'read-only' }];
  });
  const found = lines.flatMap((line) => {
    const [, kibibytes, mount] = /^df:.* \d+ +-?\d+ +(-?\d+) +(?:\d+%|-) +(\/.*)$/.exec(line) ?? [];
    return mount === undefined ? [] : [{ kibibytes: Number(kibibytes), mount }];
  });
  const isWhole = found.length === homes.length;
  return new Map(
    homes.map(({ home, isReadOnly }, index) => {
      const store = isWhole ? found[index] : undefined;
      const room = store === undefined ? 'unknown' : store.kibibytes < leastRoom ? 'full' : 'ok';
      return [home, { room: isReadOnly ? 'read-only' : room, mount: store?.mount }];
    }),
  );
}

function parse(text: string): StateFiles {
  const lines = text.split('\n');
  const reads = readPaths(lines);
  const stores = readStores(lines);
  const hidden = new Set(lines.flatMap((line) => (line.startsWith('hidden:') ? [line.slice(7)] : [])));
  const files = new Map<string, StateFile>();
  for (const line of lines) {
    const [account = '', uid, home = ''] = record(line, 'account', 3) ?? [];
    const id = number(uid);
    if (account === '' || id === undefined || files.has(account)) continue;
    files.set(account, stateFile({ account, uid: id, home }, reads, hidden, stores));
  }
  return { files: [...files.values()] };
}

function stateFile(
  { account, uid, home }: { readonly account: string; readonly uid: number; readonly home: string },
  reads: ReadonlyMap<string, Read>,
  hidden: ReadonlySet<string>,
  stores: ReadonlyMap<string, Store>,
): StateFile {
  const path = `${home}/.google_authenticator`;
  const nothing: PathState = { kind: hidden.has(home) ? 'unknown' : 'absent', mode: undefined, uid: undefined };
  const read = reads.get(path);
  return {
    account,
    uid,
    path,
    home: reads.get(`${home}/.`)?.state ?? { ...nothing, kind: hidden.has(home) ? 'directory' : 'absent' },
    room: stores.get(home)?.room ?? 'unknown',
    mount: stores.get(home)?.mount,
    file: read?.state ?? nothing,
    secret: read?.secret ?? 'unknown',
    secretLength: read?.secretLength,
    twin: read?.twin,
    options: read?.options ?? [],
    unknownOptions: read?.unknownOptions ?? 0,
    scratchCodes: read?.scratchCodes ?? 0,
  };
}

const line =
  /^(?:account:[^:]+:\d+:.*|(?:hidden|home|read-only|twin):\/.*|df:.*|path:[0-7]{1,4}:\d+:[^:]+:\/.*|option:".*|other:|secret:(?:ok|malformed)|(?:length|scratch):\d+)$/s;

/** Parameters: names of accounts to look at besides those that can log in. Unknown ones are absent from the result. */
export const stateFiles: Fact<StateFiles> = {
  name: 'state-files',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse,
  line,
};
