// What values sshd really uses: `sshd -T`, once per distinct set of Match blocks that apply to an account, and once in all where there
// are none. Criteria other than User and Group are the same for all accounts here, since all are asked from one made-up origin.
import type { Peer } from '../formats/sshd-match.ts';
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdEffective, type Effective, type SshdEffective } from './probe/effective-records.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';

export type { Effective, EffectiveClass, SshdEffective, SshdValues } from './probe/effective-records.ts';

/** Where `sshd -T -C` is asked from: an address that is nobody's (RFC 5737), so that no rule for a real network matches it. */
export const probePeer = {
  address: '192.0.2.1',
  host: 'client.invalid',
  localAddress: '192.0.2.2',
  localPort: 22,
  routingDomain: undefined,
} as const satisfies Peer;

const probeOrigin = `host=${probePeer.host},addr=${probePeer.address},laddr=${probePeer.localAddress},lport=${probePeer.localPort}`;

/** A prelude: `print_effective`, behind `selectAccounts`, prints what the daemon at hand says. */
export const effectiveFunction = `print_effective() (
LC_ALL=C
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
)
`;

/** What sshd uses for one account or another: the default of keywords that no file sets. */
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
  preludes: [readSshdConfig, readPasswd, effectiveFunction],
  probe: (names) => `${selectAccounts(names)}\nprint_effective\n`,
  parse: readSshdEffective,
};
