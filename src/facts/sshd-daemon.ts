// The SSH daemon itself: whether it runs, since when its binary is another one, and who starts it.
import type { Fact } from './fact.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { number } from './probe/text.ts';

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
}

const probe = `pid=$sshd_pid
args=
if [ -n "$pid" ]; then
  printf 'pid:%s\\n' "$pid"
  # Without root the link cannot be followed, and says nothing. -ef is in POSIX since 2024, and in every shell for longer.
  # shellcheck disable=SC3013
  if [ -r "/proc/$pid/exe" ] && ! [ "/proc/$pid/exe" -ef "$(command -v sshd)" ]; then echo replaced:; fi
  # sshd writes what it is about over its arguments, as one word.
  { IFS= read -r args <"/proc/$pid/cmdline"; } 2>/dev/null
  printf 'args:%s\\n' "$args"
fi
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
  };
}

/** No parameters. */
export const sshdDaemon: Fact<SshdDaemon> = {
  name: 'sshd-daemon',
  preludes: [readSshdConfig],
  probe: () => probe,
  parse,
  line: /^(?:pid:\d+|replaced:|args:.*|systemd:|socket:[a-z-]*|end:)$/s,
};
