// The SSH daemon itself: whether it runs, since when its binary is another one, who starts it, and what others there are.
import type { Fact } from './fact.ts';
import { number, record } from './probe/text.ts';

/** The process that listens, and what manages it. */
export interface SshdDaemon {
  /** Process id of the listener; undefined when none was found. */
  readonly pid: number | undefined;
  /** Whether the binary on disk was replaced since it started: after 9.8 such a daemon cannot take new connections for long. */
  readonly binaryReplaced: boolean;
  /** Its command line, words joined by spaces, as it shows itself. */
  readonly commandLine: string;
  readonly systemd: boolean;
  /** systemd listens in its place (`ssh.socket`, `sshd.socket`), so that a configuration on disk is live at once. */
  readonly socketActivated: boolean;
  /** Other SSH daemons that listen on this host, a few at most. */
  readonly others: readonly OtherDaemon[];
}

/** An SSH daemon besides the one that we come through, and how it was started, as far as that shows. */
export interface OtherDaemon {
  readonly pid: number;
  readonly commandLine: string;
}

/** Enough for a warning. */
const mostOthers = 5;

const probe = `PATH=$PATH:/usr/sbin:/sbin
pid=
args=
comm=
is_sshd() {
  comm=
  [ -r "/proc/$1/comm" ] && read -r comm <"/proc/$1/comm"
  [ "$comm" = sshd ]
} 2>/dev/null
for file in /run/sshd.pid /var/run/sshd.pid; do
  [ -r "$file" ] || continue
  read -r pid <"$file" 2>/dev/null
  case $pid in '' | *[!0-9]*) pid= ;; esac
  break
done
if [ -z "$pid" ] || ! is_sshd "$pid"; then
  pid=
  # The listener is the sshd that is no child of another: since 9.8 sessions have a name of their own, before they do not.
  for dir in /proc/[0-9]*; do
    candidate=\${dir#/proc/}
    is_sshd "$candidate" || continue
    parent=
    while read -r key value _; do
      case $key in PPid:) parent=$value ;; esac
    done 2>/dev/null <"$dir/status"
    is_sshd "\${parent:-0}" && continue
    pid=$candidate
    break
  done
fi
if [ -n "$pid" ]; then
  printf 'pid:%s\\n' "$pid"
  # Without root the link cannot be followed, and says nothing. -ef is in POSIX since 2024, and in every shell for longer.
  # shellcheck disable=SC3013
  if [ -r "/proc/$pid/exe" ] && ! [ "/proc/$pid/exe" -ef "$(command -v sshd)" ]; then echo replaced:; fi
  # sshd writes what it is about over its arguments, as one word.
  [ ! -r "/proc/$pid/cmdline" ] || IFS= read -r args <"/proc/$pid/cmdline"
  printf 'args:%s\\n' "$args"
fi
for dir in /proc/[0-9]*; do
  candidate=\${dir#/proc/}
  comm=
  [ -r "$dir/comm" ] && read -r comm <"$dir/comm"
  case $comm in sshd | dropbear) ;; *) continue ;; esac
  # Those of containers are not this host's.
  # shellcheck disable=SC3013
  if [ "$candidate" = "$pid" ] || ! [ "$dir/ns/pid" -ef /proc/self/ns/pid ]; then continue; fi
  args=
  IFS= read -r args <"$dir/cmdline"
  parent=
  while read -r key value _; do
    case $key in PPid:) parent=$value ;; esac
  done <"$dir/status"
  read -r above <"/proc/\${parent:-0}/comm" || above=
  # Sessions are children of their daemon, but for those of sshd that outlived it.
  case $comm:$above:$args in
    sshd:*'[listener]'*) printf 'other:%s:%s\\n' "$candidate" "$args" ;;
    dropbear:dropbear:*) ;;
    dropbear:*) printf 'other:%s:dropbear\\n' "$candidate" ;;
  esac
done 2>/dev/null
if [ -d /run/systemd/system ]; then
  echo systemd:
  set --
  for unit in $sshd_units; do
    case $unit in *.socket) set -- "$@" "$unit" ;; esac
  done
  [ $# = 0 ] || for state in $(systemctl is-active -- "$@" 2>/dev/null); do printf 'socket:%s\\n' "$state"; done
fi
echo end:
`;

function parse(text: string): SshdDaemon {
  const lines = text.split('\n');
  const field = (tag: string): string | undefined =>
    lines.find((line) => line.startsWith(`${tag}:`))?.slice(tag.length + 1);
  return {
    pid: number(field('pid')),
    binaryReplaced: field('replaced') !== undefined,
    commandLine: (field('args') ?? '').trim(),
    systemd: field('systemd') !== undefined,
    socketActivated: lines.includes('socket:active'),
    others: lines.flatMap(readOther).slice(0, mostOthers),
  };
}

function readOther(line: string): readonly OtherDaemon[] {
  const [id, args = ''] = record(line, 'other', 2) ?? [];
  const pid = number(id);
  // As sshd writes it: `sshd: /usr/sbin/sshd -f FILE [listener] 0 of 10-100 startups`.
  const commandLine = args.replace(/^sshd: /, '').replace(/ \[listener\].*$/, '');
  return pid === undefined ? [] : [{ pid, commandLine: commandLine.trim() }];
}

/** No parameters. */
export const sshdDaemon: Fact<SshdDaemon> = {
  name: 'sshd-daemon',
  probe: () => probe,
  parse,
  line: /^(?:pid:\d+|replaced:|args:.*|other:\d+:.*|systemd:|socket:[a-z-]*|end:)$/s,
};
