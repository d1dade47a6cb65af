// Accounts that can log in, and those that the play names: passwd(5), group(5), whether there are keys and a password.
// A password's hash never leaves the host: the probe reduces it to a word.
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { accountKeysIn, keyFileFunctions, type AccountKeys } from './probe/key-files.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { number, oneOf, record } from './probe/text.ts';

/**
 * One account. `loginCapable`: sshd may let somebody in. With a shell that holds for uid 0 and from 1000 on; below, and with a shell that
 * only says no, for those with keys or a password: daemons have an account too, and few of them are for people.
 */
export interface Account extends AccountKeys {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  readonly loginCapable: boolean;
  /** Names, the primary group first. */
  readonly groups: readonly string[];
  /** `none` is an empty password, `unusable` one that nobody can have (`*`), `locked` one with a `!` before it. */
  readonly password: 'set' | 'locked' | 'unusable' | 'none' | 'unknown';
  /** What shadow(5) says about the age of the password and the end of the account, where that is anything out of the ordinary. */
  readonly aging?: Aging | undefined;
}

/** Whether no password can be right for the account; an empty one may be. */
export function lacksPassword({ password }: Pick<Account, 'password'>): boolean {
  return password === 'locked' || password === 'unusable';
}

/** Whether any file of the account's may hold keys, whatever sshd makes of them. */
export function mayHaveKeys({ keyFiles, hidden }: Pick<Account, 'keyFiles' | 'hidden'>): boolean {
  const holdsKeys = keyFiles.some(
    ({ lines, complete }) => !complete || lines.some(({ found }) => found.kind === 'key'),
  );
  return holdsKeys || hidden.length > 0;
}

/** Days, those since 1970 for `changed` and `expires`; undefined for what shadow(5) leaves empty. `changed` 0 demands a new password. */
export interface Aging {
  readonly changed: number | undefined;
  readonly maximum: number | undefined;
  readonly inactive: number | undefined;
  readonly expires: number | undefined;
}

/** The accounts of a host by its name service, and the names of its groups. */
export interface Accounts {
  readonly accounts: readonly Account[];
  readonly groups: readonly string[];
  /** Services of nsswitch.conf(5) that may know accounts which are not among these: they list nobody, or not everybody. */
  readonly unlisted: readonly string[];
  /** Where keys were looked for: what AuthorizedKeysFile is by default, and every place that a line of it names. */
  readonly keyPlaces: readonly string[];
}

/**
 * The accounts that may log in and that `concerns` is true of, where the host lists all that it knows; undefined where others may matter,
 * and where there are none.
 */
export function everybodyKnown(
  { accounts: listed, unlisted }: Accounts,
  concerns: (account: Account) => boolean,
): readonly Account[] | undefined {
  const people = listed.filter((account) => account.loginCapable && concerns(account));
  return unlisted.length > 0 || people.length === 0 ? undefined : people;
}

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
${selectAccounts(names)}
printf 'unlisted:%s\\n' "$unlisted"
chosen=
${keyFileFunctions}
account() {
  printf 'account:%s:%s:%s:%s:%s:%s\\n' "$1" "$2" "$3" "$4" "$5" "$6"
  key_files "$2" "$3" "$5"
  chosen=$chosen$nl$2
}
each_account
read_key_files

listed=:
group() {
  printf 'group:%s:%s:%s\\n' "$1" "\${3-}" "\${4-}"
  listed=$listed\${3-}:
}
password() {
  case \${2-x} in
    '') printf 'password:none:%s\\n' "$1" ;;
    '!'*) printf 'password:locked:%s\\n' "$1" ;;
    '*'*) printf 'password:unusable:%s\\n' "$1" ;;
    *) printf 'password:set:%s\\n' "$1" ;;
  esac
  # What useradd writes says nothing: a day of change, and 99999 days until the next.
  case \${3:-1}:\${5:-99999}:\${7-}\${8-} in
    0:* | *:*:?*) ;;
    *:99999:) return 0 ;;
  esac
  printf 'aging:%s:%s:%s:%s:%s\\n' "\${3-}" "\${5-}" "\${7-}" "\${8-}" "$1"
}
set -f
IFS=$nl
for entry in $(getent group 2>/dev/null || cat /etc/group); do
  IFS=:
  # shellcheck disable=SC2086
  group $entry
  IFS=$nl
done
# shellcheck disable=SC2086
for entry in $(getent shadow -- $chosen 2>/dev/null); do
  IFS=:
  # shellcheck disable=SC2086
  password $entry
  IFS=$nl
done
unset IFS

# Directories of users (LDAP, SSSD) need not list a group, nor its members; those are asked account by account. By number, as there may be
# blanks in a name ("domain users").
# Who else is in such a group was asked already, and may be thousands.
hidden_group() { group "$1" "\${2-}" "\${3-}"; }
source=files
while read -r key services; do
  case $key in group:) source=$services ;; esac
done 2>/dev/null </etc/nsswitch.conf
for service in $source; do
  case $service in files | compat | systemd | \\[*) continue ;; esac
  hidden=
  IFS=$nl
  for name in $chosen; do
    gids=$(id -G -- "$name" 2>/dev/null)
    printf 'member:%s:%s\\n' "$name" "$gids"
    IFS=' '
    for gid in $gids; do
      case $listed in *":$gid:"*) ;; *) listed=$listed$gid: hidden=$hidden$nl$gid ;; esac
    done
    IFS=$nl
  done
  [ -n "$hidden" ] || break
  # shellcheck disable=SC2086
  for entry in $(getent group -- $hidden 2>/dev/null); do
    IFS=:
    # shellcheck disable=SC2086
    hidden_group $entry
    IFS=$nl
  done
  break
done
`;
}

interface GroupEntry {
  readonly name: string;
  readonly gid: string;
  readonly members: readonly string[];
}

function records(text: string, tag: string, count: number): readonly (readonly string[])[] {
  return text.split('\n').flatMap((line) => {
    const fields = record(line, tag, count);
    return fields === undefined ? [] : [fields];
  });
}

function groupEntries(text: string): readonly GroupEntry[] {
  return records(text, 'group', 3).map(([name = '', gid = '', members = '']) => ({
    name,
    gid,
    members: members.split(',').filter((member) => member !== ''),
  }));
}

function groupsOf(name: string, gid: string, entries: readonly GroupEntry[], asked: readonly string[]): string[] {
  const primary = entries.filter((entry) => entry.gid === gid);
  const others = entries.filter((entry) => entry.members.includes(name));
  return [...new Set([...[...primary, ...others].map((entry) => entry.name), ...asked])];
}

function agingOf([changed, maximum, inactive, expires]: readonly string[]): Aging {
  return { changed: number(changed), maximum: number(maximum), inactive: number(inactive), expires: number(expires) };
}

function parse(text: string): Accounts {
  const entries = groupEntries(text);
  const passwords = new Map(records(text, 'password', 2).map(([state, name = '']) => [name, state]));
  const agings = new Map(records(text, 'aging', 5).map((fields) => [fields[4] ?? '', agingOf(fields)]));
  // Where groups share a number the first one counts, and one without a name does not, as for sshd (groupaccess.c).
  const nameOf = new Map(entries.toReversed().map((entry) => [entry.gid, entry.name]));
  const asked = new Map(
    records(text, 'member', 2).map(([name = '', gids = '']) => [
      name,
      gids.split(' ').flatMap((gid) => nameOf.get(gid) ?? []),
    ]),
  );
  const keys = accountKeysIn(text);
  const accounts = new Map<string, Account>();
  for (const [login, name = '', uid, gid = '', home = '', shell = ''] of records(text, 'account', 6)) {
    const ids = { uid: number(uid), gid: number(gid) };
    if (name === '' || ids.uid === undefined || ids.gid === undefined || accounts.has(name)) continue;
    accounts.set(name, {
      name,
      uid: ids.uid,
      gid: ids.gid,
      home,
      shell,
      loginCapable: login === 'y',
      groups: groupsOf(name, gid, entries, asked.get(name) ?? []),
      ...(keys.get(name) ?? { keyFiles: [], hidden: [] }),
      password: oneOf(passwords.get(name), ['set', 'locked', 'unusable', 'none', 'unknown']),
      aging: agings.get(name),
    });
  }
  return {
    accounts: [...accounts.values()],
    groups: [...new Set(entries.map((entry) => entry.name))],
    unlisted: (records(text, 'unlisted', 1)[0]?.[0] ?? '').split(' ').filter((service) => service !== ''),
    keyPlaces: records(text, 'place', 1).flatMap(([place = '']) => place),
  };
}

const line = new RegExp(
  `^(?:${[
    'account:[yn]:[^:]+:\\d+:\\d+:.*',
    '(?:unlisted|group|aging|member|place|hidden):.*',
    'password:(?:none|locked|unusable|set):.*',
    'file:.*:/.*',
    '(?:at|keys):/.*',
    'path:[0-7]{1,4}:\\d+:\\d+:/.*',
    'key:\\d+:.*',
    '(?:unread|other):',
  ].join('|')})$`,
  's',
);

/** Parameters: names of accounts to tell about whatever their shell and uid are. */
export const accounts: Fact<Accounts> = {
  name: 'accounts',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse,
  line,
};
