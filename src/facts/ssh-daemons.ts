// Every SSH daemon that listens, whatever its configuration: a second sshd on another port asks for whatever it likes.
import type { Fact } from './fact.ts';
import { number, record } from './probe/text.ts';

/** A daemon. `commandLine` is as it shows itself, which it chooses. */
export interface SshDaemon {
  readonly pid: number;
  readonly program: 'sshd' | 'dropbear';
  readonly commandLine: string;
  /** The service of systemd that it belongs to; undefined where it was started otherwise. */
  readonly unit: string | undefined;
}

const probe = `program() {
  comm=
  [ -r "/proc/$1/comm" ] && read -r comm <"/proc/$1/comm"
  case $comm in sshd | dropbear) return 0 ;; esac
  return 1
} 2>/dev/null
for dir in /proc/[0-9]*; do
  pid=\${dir#/proc/}
  program "$pid" || continue
  name=$comm
  parent=
  while read -r key value _; do
    case $key in PPid:) parent=$value ;; esac
  done 2>/dev/null <"$dir/status"
  # What a daemon starts for one connection is its child.
  program "\${parent:-0}" && continue
  # Those of containers are not this host's. Without root nobody can tell.
  # shellcheck disable=SC3013
  if [ -r "$dir/ns/pid" ] && ! [ "$dir/ns/pid" -ef /proc/self/ns/pid ]; then continue; fi
  unit=
  while IFS= read -r line; do unit=\${line##*/}; done 2>/dev/null <"$dir/cgroup"
  case $unit in *:* | *[!A-Za-z0-9_@.-]*) unit= ;; *.service) ;; *) unit= ;; esac
  args=
  # What reads a line drops the NULs between the words.
  { args=$(tr '\\0\\n' '  ' <"$dir/cmdline"); } 2>/dev/null
  printf 'daemon:%s:%s:%s:%s\\n' "$pid" "$name" "$unit" "$args"
done
echo end:
`;

// What systemd starts for one connection has a title such as `sshd: alice [priv]`.
const session = /^sshd(?:-session)?: (?!.*\[listener\])/;

function parse(text: string): readonly SshDaemon[] {
  return text.split('\n').flatMap((line): SshDaemon[] => {
    const [id, program, unit, commandLine = ''] = record(line, 'daemon', 4) ?? [];
    const pid = number(id);
    if (pid === undefined || (program !== 'sshd' && program !== 'dropbear')) return [];
    return session.test(commandLine)
      ? []
      : [
          {
            pid,
            program,
            commandLine: commandLine.replaceAll('\0', ' ').trim(),
            unit: unit !== undefined && /^[\w@.-]+\.service$/.test(unit) ? unit : undefined,
          },
        ];
  });
}

/** No parameters. Empty also where processes of others cannot be seen. */
export const sshDaemons: Fact<readonly SshDaemon[]> = {
  name: 'ssh-daemons',
  probe: () => probe,
  parse,
  line: /^(?:daemon:\d+:(?:sshd|dropbear):[\w@.-]*:.*|end:)$/s,
};
