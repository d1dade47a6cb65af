// Who logged in lately, from where, and whether with a terminal: what sshd logged (auth.log, secure, messages, or the journal) against what wtmp
// says of terminals. Reduced on the host to a line per account and address.
import type { Fact } from './fact.ts';
import { mostAccepted, mostSources, recentDays, reduceLogins } from './probe/login-log.ts';
import { number } from './probe/text.ts';

/** The accepted logins of one account from one address. */
export interface LoginSource {
  readonly account: string;
  readonly address: string;
  /** As sshd names the last one: `publickey`, `keyboard-interactive/pam`, … */
  readonly method: string;
  readonly logins: number;
  /** How often there were three logins within 30 seconds. */
  readonly bursts: number;
  /** How many of the logins that wtmp reaches back to opened a terminal soon after, and how many did not. */
  readonly withTerminal: number;
  readonly withoutTerminal: number;
  /** By the host's own clock on the wall: `2026-11-22 03:00`. */
  readonly last: string;
}

/** The last login of one account from one address that ended with one method, as sshd names it. */
export interface AcceptedLogin {
  readonly account: string;
  readonly address: string;
  readonly method: string;
  /** When it was, or up to an hour before where the log has the time on the wall alone and clocks were changed since. */
  readonly epochSeconds: number;
}

/** What logs say. `known` is false where none holds a login of the last hour, though ours is one: then they are not sshd's. */
export type RecentLogins =
  | { readonly known: false }
  | {
      readonly known: true;
      readonly sources: readonly LoginSource[];
      /** Those that the log of this host has, as far as its clock can be relied on. */
      readonly accepted: readonly AcceptedLogin[];
      /** Whether wtmp could be read; otherwise all counts of terminals are 0. */
      readonly terminalsKnown: boolean;
      /** How many days the log reaches back, at most `recentDays`. */
      readonly days: number;
      /** The address that we come from, as the host sees it; undefined when it did not say. */
      readonly ourAddress: string | undefined;
    };

const probe = `LC_ALL=C
export LC_ALL
now=$(date '+%s %Y-%m-%dT%H:%M:%S%z')
# What sshd logged of our own login bears the number of a process above this one.
above=,
pid=$PPID
while [ "\${pid:-0}" -gt 1 ]; do
  above=$above$pid,
  parent=
  while read -r key value _; do
    case $key in PPid:) parent=$value ;; esac
  done <"/proc/$pid/status"
  pid=$parent
done 2>/dev/null
node=$(uname -n) slack=3600
[ "$(date -d "@$((\${now%% *} - ${recentDays} * 86400))" +%z 2>/dev/null)" != "$(date +%z)" ] || slack=0
terminals=$(last -w -i --time-format iso -s -${recentDays}days 2>/dev/null)
aggregate() {
  awk '${reduceLogins}'
}
head() { printf '%s\\n-- terminals\\n%s\\n-- log\\n' "$now $above $node $slack" "$terminals"; }
# The log and what was rotated out of it, the oldest first, as its lines are; no more than 16 MiB of each.
lines_of() {
  set +f
  IFS='
'
  # shellcheck disable=SC2046
  set -- $(find "$1" "$1".[1-9] "$1".[1-9].gz "$1"-[0-9]* -prune -type f -mtime -${recentDays + 1})
  # shellcheck disable=SC2012,SC2046
  [ $# = 0 ] || set -- $(ls -1tr -- "$@" | tail -n 15)
  unset IFS
  for file; do
    case $file in
      *.gz) timeout 10 gzip -cd -- "$file" | tail -c 16777216 ;;
      *) tail -c 16777216 -- "$file" ;;
    esac | grep -aF ']: Accepted '
  done
}
said=
for log in /var/log/auth.log /var/log/secure /var/log/messages; do
  if [ -n "$said" ] || [ ! -f "$log" ] || [ ! -r "$log" ]; then continue; fi
  said=$(
    {
      head
      lines_of "$log"
    } 2>/dev/null | aggregate
  )
done
# A log that nobody writes any more has no word of our own login.
if [ -z "$said" ] && command -v journalctl >/dev/null 2>&1; then
  said=$(
    {
      head
      timeout 10 journalctl -q --no-pager -o short-iso -n 200000 --since=-${recentDays}d _UID=0 _COMM=sshd + _UID=0 _COMM=sshd-session |
        grep -aF ']: Accepted '
    } 2>/dev/null | aggregate
  )
fi
[ -z "$said" ] || printf '%s\\n' "$said"
echo end:
`;

const source =
  /^source ([A-Za-z0-9_][-A-Za-z0-9_.@\\]{0,62}\$?) ([0-9a-fA-F.:]{2,45}(?:%[0-9A-Za-z]{1,16})?) ([-a-z/]{1,40}) (\d{1,9}) (\d{1,9}) (\d{1,9}) (\d{1,9}) (\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/;

function readSource(line: string): readonly LoginSource[] {
  const [, account = '', address = '', method = '', ...rest] = source.exec(line) ?? [];
  const [logins = 0, bursts = 0, withTerminal = 0, withoutTerminal = 0] = rest.map((text) => number(text));
  if (account === '') return [];
  const last = rest.slice(4).join(' ');
  return [{ account, address, method, logins, bursts, withTerminal, withoutTerminal, last }];
}

const accepted =
  /^accepted ([A-Za-z0-9_][-A-Za-z0-9_.@\\]{0,62}\$?) ([0-9a-fA-F.:]{2,45}(?:%[0-9A-Za-z]{1,16})?) ([-a-z/]{1,40}) (\d{1,11})$/;

function readAccepted(line: string): readonly AcceptedLogin[] {
  const [, account = '', address = '', method = '', at] = accepted.exec(line) ?? [];
  const epochSeconds = number(at);
  return epochSeconds === undefined ? [] : [{ account, address, method, epochSeconds }];
}

function parse(text: string): RecentLogins {
  const lines = text.split('\n');
  const days = lines.flatMap((line) => /^days (\d{1,2})$/.exec(line)?.[1] ?? [])[0];
  if (days === undefined) return { known: false };
  return {
    known: true,
    sources: lines.flatMap(readSource).slice(0, mostSources),
    accepted: lines.flatMap(readAccepted).slice(0, mostAccepted),
    terminalsKnown: lines.includes('terminals'),
    days: Math.min(recentDays, Math.max(1, Number(days))),
    ourAddress: lines.flatMap((line) => /^client ([0-9a-fA-F.:%]{2,64})$/.exec(line)?.[1] ?? [])[0],
  };
}

/** No parameters. Reads megabytes, so it is for plays that change who can log in how. */
export const recentLogins: Fact<RecentLogins> = {
  name: 'recent-logins',
  probe: () => probe,
  parse,
  line: /^(?:days \d+|terminals|client .*|(?:source|accepted) .*|end:)$/s,
};
