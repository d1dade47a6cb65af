// What values sshd really uses: `sshd -T`, once per distinct set of Match blocks that apply to an account, and once in all where there
// are none. Criteria other than User and Group are the same for all accounts here, since all are asked from one made-up origin.
import type { Peer } from '../formats/sshd-match.ts';
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { number, record } from './probe/text.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';

/** Lower-case keyword → its values as `sshd -T` prints them, one per line of it. */
export type SshdValues = Readonly<Record<string, readonly string[]>>;

/** What `sshd -T` said. `problem` is why it failed, in its own words where it was `asked` and did. */
export type Effective =
  | { readonly known: true; readonly values: SshdValues }
  | { readonly known: false; readonly asked: boolean; readonly problem: string };

/** Accounts to which the same Match blocks apply, and what results for them. */
export interface EffectiveClass {
  readonly accounts: readonly string[];
  readonly effective: Effective;
}

/** `classes` is empty where no Match block exists: then `global` is true for everybody. Elsewhere it is not asked for. */
export interface SshdEffective {
  readonly global: Effective;
  readonly classes: readonly EffectiveClass[];
}

/** Where `sshd -T -C` is asked from: an address that is nobody's (RFC 5737), so that no rule for a real network matches it. */
export const probePeer = {
  address: '192.0.2.1',
  host: 'client.invalid',
  localAddress: '192.0.2.2',
  localPort: 22,
  routingDomain: undefined,
} as const satisfies Peer;

const probeOrigin = `host=${probePeer.host},addr=${probePeer.address},laddr=${probePeer.localAddress},lport=${probePeer.localPort}`;

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
[ -n "$sshd_file" ] || exit 0
effective() {
  ask_sshd -T "$@" 2>&1
  printf 'status:%s\\n' $?
}
global() {
  echo global:
  effective
}

criteria=
groups_wanted=
match_line() {
  rest=\${1#"\${1%%[!"$blank"]*}"}
  case $rest in [Mm][Aa][Tt][Cc][Hh]["$blank\\""]*) rest=\${rest#?????} ;; *) return 0 ;; esac
  criteria=$criteria$nl
  while next_word; do
    key=$word
    next_word || break
    case $key in
      [Uu][Ss][Ee][Rr]) kind=user ;;
      [Gg][Rr][Oo][Uu][Pp])
        kind=group
        groups_wanted=1
        ;;
      *) continue ;;
    esac
    criteria=$criteria$nl$kind:$word
  done
}
case $sshd_config in
  *[Mm][Aa][Tt][Cc][Hh]*)
    set -f
    IFS=$nl
    for line in $sshd_config; do
      case $line in "|"* | ">"*) match_line "\${line#?}" ;; esac
    done
    unset IFS
    set +f
    ;;
esac
if [ -z "$criteria" ]; then
  global
  exit 0
fi

# Only * and ? mean something in a pattern of sshd; a pattern with what only the shell knows is taken literally.
matches() {
  case $2 in
    *[\\[\\\\]*) [ "$1" = "$2" ] ;;
    *)
      # shellcheck disable=SC2254
      case $1 in $2) return 0 ;; esac
      return 1
      ;;
  esac
}
groups=
[ -z "$groups_wanted" ] || groups=$(getent group 2>/dev/null || cat /etc/group)
# Adds a group that matches to $gids and $members, or to $not_gids and $not_members where the pattern is negated.
add_group() {
  case $1 in
    '!'*)
      matches "$2" "\${1#!}" || return 0
      not_gids=$not_gids\${4-}:
      not_members=$not_members\${5-},
      ;;
    *)
      matches "$2" "$1" || return 0
      gids=$gids\${4-}:
      members=$members\${5-},
      ;;
  esac
}
in_groups() {
  gids=: not_gids=:
  members=, not_members=,
  IFS=$nl
  for group in $groups; do
    IFS=,
    for element in $list; do
      IFS=:
      # shellcheck disable=SC2086
      add_group "$element" $group
    done
    IFS=$nl
  done
}
in_users() {
  IFS=,
  for element in $list; do
    case $element in
      '!'*) if matches "$1" "\${element#!}"; then return 1; fi ;;
      *) if matches "$1" "$element"; then bit=1; fi ;;
    esac
  done
}
${selectAccounts(names)}
# Which criteria are met decides which blocks apply: accounts alike in all of them are alike for sshd.
signatures=
account() { signatures=$signatures$nl$2:$4:; }
each_account
[ -n "$signatures" ] || global
extend() {
  bit=0
  case $kind in
    user) in_users "$1" || bit=0 ;;
    group)
      case $gids in *":$2:"*) bit=1 ;; esac
      case $members in *",$1,"*) bit=1 ;; esac
      case $not_gids in *":$2:"*) bit=0 ;; esac
      case $not_members in *",$1,"*) bit=0 ;; esac
      ;;
  esac
  extended=$extended$nl$1:$2:\${3-}$bit
}
set -f
IFS=$nl
for criterion in $criteria; do
  kind=\${criterion%%:*}
  list=\${criterion#*:}
  [ "$kind" = user ] || in_groups
  extended=
  IFS=$nl
  for signature in $signatures; do
    IFS=:
    # shellcheck disable=SC2086
    extend $signature
    IFS=$nl
  done
  signatures=$extended
done
classes=
class() {
  printf 'member:%s:%s\\n' "x\${3-}" "$1"
  case $1 in *[,=\\ ]*) return 0 ;; esac
  case $classes in *":\${3-}:"*) return 0 ;; esac
  classes=$classes:\${3-}:
  printf 'class:%s\\n' "x\${3-}"
  unset IFS
  effective -C "user=$1,${probeOrigin}"
}
for signature in $signatures; do
  IFS=:
  # shellcheck disable=SC2086
  class $signature
  IFS=$nl
done
`;
}

function readEffective(lines: readonly string[]): Effective {
  const end = lines.findIndex((line) => line.startsWith('status:'));
  const printed = lines.slice(0, end === -1 ? lines.length : end);
  if (end === -1 || number((lines[end] ?? '').slice(7)) !== 0) {
    // The line that is wrong is named before the last words, which only count such lines.
    const problem = printed.find((line) => / line \d+: /.test(line)) ?? printed.findLast((line) => line !== '');
    return { known: false, asked: problem !== undefined, problem: problem ?? 'no sshd was found' };
  }
  const values = new Map<string, string[]>();
  for (const line of printed) {
    const [, keyword, value] = /^([a-z0-9]+) (.*)$/.exec(line) ?? [];
    if (keyword !== undefined && value !== undefined) values.set(keyword, [...(values.get(keyword) ?? []), value]);
  }
  return { known: true, values: Object.fromEntries(values) };
}

function parse(text: string): SshdEffective {
  const lines = text.split('\n');
  const members = lines.flatMap((line) => {
    const fields = record(line, 'member', 2);
    return fields === undefined ? [] : [{ key: fields[0] ?? '', account: fields[1] ?? '' }];
  });
  const classes = lines.flatMap((line, index): EffectiveClass[] => {
    const key = record(line, 'class', 1)?.[0];
    if (key === undefined) return [];
    const accounts = members.filter((member) => member.key === key).map((member) => member.account);
    return [{ accounts, effective: readEffective(lines.slice(index + 1)) }];
  });
  const start = lines.indexOf('global:');
  if (start === -1 && classes.length > 0) {
    return { global: { known: false, asked: false, problem: 'Match blocks decide' }, classes };
  }
  return { global: readEffective(start === -1 ? [] : lines.slice(start + 1)), classes };
}

/** What sshd uses for somebody: as good as any for keywords that no file sets. */
export function effectiveForAnybody({ global, classes }: SshdEffective): Effective {
  return classes.find(({ effective }) => effective.known)?.effective ?? global;
}

/** What results for an account; with Match blocks about, an account that was not asked for is not known. */
export function effectiveFor(value: SshdEffective, account: string): Effective {
  if (value.classes.length === 0) return value.global;
  const found = value.classes.find((entry) => entry.accounts.includes(account));
  return found?.effective ?? { known: false, asked: false, problem: `sshd was not asked about "${account}"` };
}

/** The single value of a keyword; undefined where it is unknown or has several. */
export function effectiveValue(effective: Effective, keyword: string): string | undefined {
  if (!effective.known || !Object.hasOwn(effective.values, keyword)) return undefined;
  const values = effective.values[keyword] ?? [];
  return values.length === 1 ? values[0] : undefined;
}

/** Parameters: account names to ask for besides those that can log in. */
export const sshdEffective: Fact<SshdEffective> = {
  name: 'sshd-effective',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse,
};
