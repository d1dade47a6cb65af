// The keys of accounts in ~/.ssh, as far as rules ask about them: their kinds and the names of their options, never the keys. Files of
// other places (AuthorizedKeysFile) are not looked at; who may change a file is told with the accounts.
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { record } from './probe/text.ts';

/** One line of authorized_keys(5). Names in lower case, without values. */
export interface AuthorizedKey {
  readonly type: string;
  readonly options: readonly string[];
}

/** The keys of one account. `complete` is false where a file could not be read to its end. */
export interface AccountKeys {
  readonly account: string;
  readonly keys: readonly AuthorizedKey[];
  readonly complete: boolean;
}

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
${selectAccounts(names)}
# What stands in quotes may hold anything; only the names of options and the kind of the key are told.
key() {
  case $1 in '' | '#'*) return 0 ;; esac
  words=\${1%%AAAA*}
  while :; do
    case $words in
      *\\"*\\"*)
        tail=\${words#*\\"}
        words=\${words%%\\"*}\${tail#*\\"}
        ;;
      *) break ;;
    esac
  done
  case $words in
    *[!A-Za-z0-9@.,=_\\ -]*) echo key:? ;;
    *) printf 'key:%s\\n' "$words" ;;
  esac
}
paths=
account() {
  printf 'account:%s:%s\\n' "$2" "$5"
  if [ -e "$5" ] && { [ ! -x "$5" ] || { [ -e "$5/.ssh" ] && [ ! -x "$5/.ssh" ]; }; }; then
    printf 'hidden:%s\\n' "$5"
  fi
  paths=$paths$nl$5/.ssh/authorized_keys$nl$5/.ssh/authorized_keys2
}
each_account
[ -n "$paths" ] || exit 0
set -f
IFS=$nl
# shellcheck disable=SC2086
for line in $(stat -L -c '%s:%F:%n' -- $paths 2>/dev/null); do
  size=\${line%%:*} line=\${line#*:}
  kind=\${line%%:*} path=\${line#*:}
  printf 'path:%s\\n' "$path"
  case $kind in
    regular*)
      if [ "$size" -gt 65536 ] || [ ! -r "$path" ]; then
        echo unread:
        continue
      fi
      while IFS= read -r line || [ -n "$line" ]; do key "$line"; done <"$path"
      ;;
  esac
done
true
`;
}

function parse(text: string): readonly AccountKeys[] {
  const lines = text.split('\n');
  const files = filesIn(lines);
  const hidden = new Set(lines.flatMap((line) => (line.startsWith('hidden:') ? [line.slice(7)] : [])));
  const found = new Map<string, AccountKeys>();
  for (const line of lines) {
    const [account = '', home = ''] = record(line, 'account', 2) ?? [];
    if (account === '' || found.has(account)) continue;
    const paths = [`${home}/.ssh/authorized_keys`, `${home}/.ssh/authorized_keys2`];
    const own = paths.flatMap((path) => files.get(path) ?? []);
    found.set(account, {
      ...{ account, keys: own.flatMap(({ keys }) => keys) },
      complete: !hidden.has(home) && own.every(({ complete }) => complete),
    });
  }
  return [...found.values()];
}

interface KeyFile {
  readonly keys: AuthorizedKey[];
  complete: boolean;
}

function filesIn(lines: readonly string[]): ReadonlyMap<string, KeyFile> {
  const files = new Map<string, KeyFile>();
  let last: KeyFile | undefined;
  for (const line of lines) {
    const [path] = record(line, 'path', 1) ?? [];
    if (path !== undefined) {
      last = { keys: [], complete: true };
      files.set(path, last);
    }
    if (last !== undefined && (line === 'unread:' || line === 'key:?')) last.complete = false;
    else if (line.startsWith('key:')) last?.keys.push(...keyOf(line.slice(4)));
  }
  return files;
}

const keyType = /^(?:ssh-|ecdsa-|sk-)/;

/** `from=,restrict ssh-ed25519 `: options where the first word is no kind of key. */
function keyOf(text: string): readonly AuthorizedKey[] {
  const words = text.split(' ').filter((word) => word !== '');
  const type = words.find((word) => keyType.test(word));
  if (type === undefined) return [];
  const options = words.slice(0, words.indexOf(type)).flatMap((word) => word.split(','));
  return [
    { type, options: options.map((option) => option.replace(/=.*/, '').toLowerCase()).filter((name) => name !== '') },
  ];
}

const line = /^(?:account:[^:]+:.*|hidden:\/.*|path:\/.*|unread:|key:(?:\?|[\w@.,= -]*))$/s;

/** Parameters: names of accounts to look at besides those that can log in. */
export const authorizedKeys: Fact<readonly AccountKeys[]> = {
  name: 'authorized-keys',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse,
  line,
};
