// The SSH daemons that listen besides the one whose configuration is judged and changed: each lets in by what it was started with itself.
import { isAnswer, type Fact } from './fact.ts';
import { opensshVersion, type OpensshVersion } from './openssh-version.ts';
import { pamService, pamServiceFunction, type PamService } from './pam-service.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { number, oneOf, record } from './probe/text.ts';
import { effectiveFunction, sshdEffective, type SshdEffective } from './sshd-effective.ts';
import { sshdFiles, type SshdFiles } from './sshd-files.ts';

/** Why what a daemon does with a login is not known. */
export type DoorDoubt =
  'unseen' | 'account' | 'mounts' | 'network' | 'program' | 'without-pam' | 'build' | 'many' | 'answer' | 'stale';

/** A TCP port that a daemon listens on, and from where it is reached. */
export interface Listen {
  readonly port: number;
  readonly on: 'every address' | 'loopback' | 'one address';
}

/** What a daemon says of itself, as the facts of the same names say it of the one that is judged. */
export interface DoorFacts {
  readonly files: SshdFiles;
  readonly effective: SshdEffective;
  readonly version: OpensshVersion;
  readonly pam: PamService;
}

/** A daemon. `commandLine` is as it shows itself, which it chooses. */
export interface SshDoor {
  readonly pid: number;
  readonly program: 'sshd' | 'dropbear';
  /** The service of systemd that it belongs to; undefined where it was started otherwise. */
  readonly unit: string | undefined;
  readonly commandLine: string;
  /** Empty where that could not be seen. */
  readonly listens: readonly Listen[];
  /** Whether we came through it. */
  readonly through: boolean;
  /** Whether it is what a reload reaches, in the place of the one that is judged: the PID file names it. */
  readonly reloaded: boolean;
  readonly seen:
    { readonly known: true; readonly facts: DoorFacts } | { readonly known: false; readonly doubt: DoorDoubt };
}

function probe(names: readonly string[]): string {
  return `[ -n "$doors" ] || { echo end:; exit 0; }
LC_ALL=C
export LC_ALL
${selectAccounts(names)}
# Whether a file was changed since the daemon read them: it writes its PID file at each reading, and has read them when it started (proc(5), stat, in
# hundredths of a second since boot). Two seconds are within what is rounded.
is_stale() {
  booted=0
  while read -r key value; do
    case $key in btime) booted=$value ;; esac
  done </proc/stat
  IFS= read -r line <"$dir/stat"
  # shellcheck disable=SC2086
  set -- \${line##*) }
  read_at=$((booted + \${20} / 100))
  file=$(ask_sshd -T 2>/dev/null | sed -n 's/^pidfile //p')
  if [ -r "$file" ] && read -r line <"$file" && [ "$line" = "$door" ]; then
    line=$(stat -L -c %Y -- "$file")
    [ "$line" -le "$read_at" ] || read_at=$line
  fi
  set -f
  IFS=$nl
  set --
  for line in $sshd_config; do
    case $line in file:/*) set -- "$@" "\${line#file:}" ;; esac
  done
  for line in $(stat -L -c %Z -- "$@"); do
    [ "$line" -le $((read_at + 2)) ] || return 0
  done
  return 1
} 2>/dev/null
for entry in $doors; do
  door=\${entry%%:*}
  dir=/proc/$door
  unit=
  while IFS= read -r line; do unit=\${line##*/}; done 2>/dev/null <"$dir/cgroup"
  case $unit in *[!A-Za-z0-9_@.-]*) unit= ;; *.service) ;; *) unit= ;; esac
  args=
  { args=$(tr '\\0\\n' '  ' <"$dir/cmdline"); } 2>/dev/null
  printf 'door:%s:%s:%s\\n' "$entry" "$unit" "$args"
  [ "$door" != "$above" ] || echo through:
  # The host's scripts reload what systemd calls the main process, else what the PID file names.
  if [ "$door" = "$noted" ] && [ -z "$by_unit" ]; then echo noted:; fi
  sockets=
  if [ -r "$dir/fd" ]; then
    echo fds:
    sockets=$(ls -l "$dir/fd" 2>/dev/null)
  fi
  for table in tcp tcp6; do
    # A line of proc(5): number, local and remote address, state, four more, and the inode of the socket.
    { while read -r _ address _ state _ _ _ _ _ inode _; do
      case $state$nl$sockets in 0A"$nl"*"socket:[$inode]"*) printf 'listens:%s\\n' "$address" ;; esac
    done <"$dir/net/$table"; } 2>/dev/null
  done
  case $entry in *:) ;; *) continue ;; esac
  # Every line of an answer has the name of its fact before it.
  (
    enter_door "$door"
    {
${sshdFiles.probe([])}    } | sed 's/^/files=/'
    "$sshd_file" -V 2>&1 | sed 's/^/version=/'
    print_pam_service | sed 's/^/pam=/'
    print_effective | sed 's/^/effective=/'
    ! is_stale || echo stale:
    echo seen:
  )
done
echo end:
`;
}

function parse(text: string): readonly SshDoor[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (record(line, 'door', 5) === undefined ? [] : [index]));
  return starts.flatMap((start, index) => doorOf(lines.slice(start, starts[index + 1])) ?? []);
}

function doorOf([first = '', ...lines]: readonly string[]): SshDoor | undefined {
  const [id, program, doubt, unit = '', args = ''] = record(first, 'door', 5) ?? [];
  const pid = number(id);
  const listens = listensOf(lines);
  // What systemd or inetd starts for one connection listens nowhere.
  if (pid === undefined || (lines.includes('fds:') && listens.length === 0)) return undefined;
  return {
    pid,
    program: oneOf(program, ['dropbear', 'sshd']),
    unit: /^[\w@.-]+\.service$/.test(unit) ? unit : undefined,
    // As sshd writes it: `sshd: /usr/sbin/sshd -f FILE [listener] 0 of 10-100 startups`.
    commandLine: args
      .replace(/^[^ ]+: (?=.* \[listener\])/, '')
      .replace(/ \[listener\].*$/, '')
      .trim(),
    listens,
    through: lines.includes('through:'),
    reloaded: lines.includes('noted:'),
    seen: seenOf(doubt, lines),
  };
}

function seenOf(doubt: string | undefined, lines: readonly string[]): SshDoor['seen'] {
  if (doubt !== '') {
    return {
      known: false,
      doubt: oneOf(doubt, [
        'unseen',
        'account',
        'mounts',
        'network',
        'program',
        'without-pam',
        'build',
        'many',
        'answer',
      ]),
    };
  }
  const of = (name: string): string =>
    lines.flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : [])).join('\n');
  const answered = isAnswer(sshdFiles, of('files')) && isAnswer(pamService, of('pam')) && lines.includes('seen:');
  if (!answered) return { known: false, doubt: 'answer' };
  if (lines.includes('stale:')) return { known: false, doubt: 'stale' };
  return {
    known: true,
    facts: {
      files: sshdFiles.parse(of('files')),
      effective: sshdEffective.parse(of('effective')),
      version: opensshVersion.parse(of('version')),
      pam: pamService.parse(of('pam')),
    },
  };
}

// 127.0.0.1 and ::1. The kernel prints the bytes of an address as numbers of the machine, in either order.
const loopback = /^(?:0{16}(?:0000FFFF|FFFF0000))?(?:7F000001|0100007F)$|^0{24}(?:01000000|00000001)$/;

function listensOf(lines: readonly string[]): readonly Listen[] {
  const found = lines.flatMap((line): Listen[] => {
    const [, address = '', port = ''] = /^listens:([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4})$/.exec(line) ?? [];
    if (address === '') return [];
    const on = /^0+$/.test(address) ? 'every address' : loopback.test(address) ? 'loopback' : 'one address';
    return [{ port: Number.parseInt(port, 16), on }];
  });
  return [...new Map(found.map((one) => [`${one.port} ${one.on}`, one])).values()];
}

/** Parameters: account names to ask for besides those that can log in. Empty also where processes of others cannot be seen. */
export const sshDoors: Fact<readonly SshDoor[]> = {
  name: 'ssh-doors',
  preludes: [readSshdConfig, readPasswd, effectiveFunction, pamServiceFunction],
  probe,
  parse,
  line: /^(?:door:\d+:(?:sshd|dropbear):[a-z-]*:[\w@.-]*:.*|(?:through|noted|fds|stale|seen|end):|listens:[\dA-F]+:[\dA-F]{4}|(?:files|version|pam|effective)=.*)$/s,
};
