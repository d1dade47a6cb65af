// The SSH daemon itself: whether it runs, since when its binary is another one, who starts it, and what others there are.
import type { Fact } from './fact.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { number, oneOf, record } from './probe/text.ts';

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
  /** Whether it asks PAM about anybody, for a password or a code. */
  readonly asksPam: 'yes' | 'no' | 'unknown';
  /** The PAM service that it asks; undefined where that is not known. */
  readonly pamService: string | undefined;
  /** The service of systemd that it belongs to; undefined where it was started otherwise. */
  readonly unit: string | undefined;
  readonly commandLine: string;
}

/** Enough for a warning. */
const mostOthers = 5;

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
# Whether a daemon may ask PAM of anybody, and which service: \`yes SERVICE\`, \`no SERVICE\`, \`unknown -\`.
pam_of() {
  read_arguments "$1" || { echo 'unknown -'; return 0; }
  said=$(ask_sshd -T 2>/dev/null) || { echo 'unknown -'; return 0; }
  main=$sshd_main option=
  for word in $sshd_options; do
    decode_word "$word"
    [ "$option" != -f ] || main=$word
    option=$word
  done
  service=\${sshd_program##*/}
  case $nl$said in *"\${nl}pamservicename "*) service=\${said##*"\${nl}pamservicename "} service=\${service%%"$nl"*} ;; esac
  case $service in '' | *[!A-Za-z0-9_.-]*) service=- ;; esac
  case $nl$said$nl in
    *"\${nl}usepam no$nl"*) echo "no $service"; return 0 ;;
    *"\${nl}passwordauthentication yes$nl"* | *"\${nl}kbdinteractiveauthentication yes$nl"* | *"\${nl}challengeresponseauthentication yes$nl"*) ;;
    # A block may turn on for some what is off.
    *) grep -Eiq '^[[:space:]]*(match|include)' "$main" || { echo "no $service"; return 0; } ;;
  esac
  echo "yes $service"
}
for dir in /proc/[0-9]*; do
  candidate=\${dir#/proc/}
  [ "$candidate" != "$pid" ] || continue
  is_sshd "$candidate" || [ "$comm" = dropbear ] || continue
  name=$comm
  # Those of containers are not this host's.
  # shellcheck disable=SC3013
  [ "$dir/ns/pid" -ef /proc/self/ns/pid ] || continue
  parent_of "$candidate"
  # Sessions are children of their daemon, but for those of sshd that outlived it.
  if [ "$name" = dropbear ]; then
    above=
    [ ! -r "/proc/$parent/comm" ] || read -r above <"/proc/$parent/comm"
    [ "$above" != dropbear ] || continue
    # It asks the same service as sshd where it is built to ask PAM at all.
    pam='no -'
    ! grep -q libpam "$dir/exe" || pam='yes sshd'
    args=dropbear
  else
    if is_sshd "\${parent:-0}"; then continue; fi
    args=
    IFS= read -r args <"$dir/cmdline"
    case $args in *' [listener] '*) ;; *': '*) continue ;; esac
    args=$(tr '\\0\\n' '  ' <"$dir/cmdline")
    pam=$(pam_of "$candidate")
  fi
  unit=
  while IFS= read -r line; do unit=\${line##*/}; done <"$dir/cgroup"
  case $unit in *.service) ;; *) unit=- ;; esac
  printf 'other:%s:%s:%s:%s:%s\\n' "$candidate" "\${pam%% *}" "\${pam#* }" "$unit" "$args"
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
  const [id, asksPam, service = '', unit = '', args = ''] = record(line, 'other', 5) ?? [];
  const pid = number(id);
  if (pid === undefined) return [];
  // As sshd writes it: `sshd: /usr/sbin/sshd -f FILE [listener] 0 of 10-100 startups`.
  const commandLine = args.replace(/^sshd: /, '').replace(/ \[listener\].*$/, '');
  return [
    {
      pid,
      asksPam: oneOf(asksPam, ['yes', 'no', 'unknown']),
      pamService: /^[\w.-]*\w[\w.-]*$/.test(service) ? service : undefined,
      unit: /^[\w@.:\\-]+\.service$/.test(unit) ? unit : undefined,
      commandLine: commandLine.trim(),
    },
  ];
}

/** No parameters. */
export const sshdDaemon: Fact<SshdDaemon> = {
  name: 'sshd-daemon',
  preludes: [readSshdConfig],
  probe: () => probe,
  parse,
  line: /^(?:pid:\d+|replaced:|args:.*|other:\d+:(?:yes|no|unknown):[\w.-]+:[^:]*:.*|systemd:|socket:[a-z-]*|end:)$/s,
};
