// When sshd last read its configuration, and when that last changed. sshd writes its pid file anew at each start and at each SIGHUP, so
// the file's time is that of the last reading (sshd.c, sighup_restart).
import type { Fact } from './fact.ts';
import { number, record } from './probe/text.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';

/** Times of one file in seconds since the epoch: of its contents, and of whatever concerns it (names, modes). */
export interface FileTimes {
  readonly path: string;
  readonly written: number;
  readonly touched: number;
}

/** `readAt` is undefined where no pid file tells (PidFile none). */
export interface SshdReload {
  readonly readAt: number | undefined;
  /** Every configuration file, and the folder of drop-ins, whose time is that of the last name in it that came or went. */
  readonly files: readonly FileTimes[];
}

const usualPidFile = '/run/sshd.pid';

const probe = `set -- "$sshd_drop_ins"
pid_file=
set -f
IFS=$nl
for line in $sshd_config; do
  case $line in
    file:*) set -- "$@" "\${line#file:}" ;;
    ?*[Pp][Ii][Dd][Ff][Ii][Ll][Ee]*)
      rest=\${line#?}
      next_word || continue
      case $word in [Pp][Ii][Dd][Ff][Ii][Ll][Ee]) ;; *) continue ;; esac
      [ -n "$pid_file" ] || ! next_word || pid_file=$word
      ;;
  esac
done
pid_file=\${pid_file:-${usualPidFile}}
printf 'pid-file:%s\\n' "$pid_file"
case $pid_file in /*) set -- "$pid_file" "$@" ;; esac
stat -L -c 'times:%Y:%Z:%n' -- "$@" 2>/dev/null
true
`;

function parse(text: string): SshdReload {
  const pidFile = /^pid-file:(.*)$/m.exec(text)?.[1] ?? usualPidFile;
  const times = text.split('\n').flatMap((line): FileTimes[] => {
    const [first, second, path = ''] = record(line, 'times', 3) ?? [];
    const [written, touched] = [number(first), number(second)];
    return written === undefined || touched === undefined || path === '' ? [] : [{ path, written, touched }];
  });
  return {
    readAt: times.find(({ path }) => path === pidFile)?.written,
    files: times.filter(({ path }) => path !== pidFile),
  };
}

/** No parameters. */
export const sshdReload: Fact<SshdReload> = {
  name: 'sshd-reload',
  preludes: [readSshdConfig],
  probe: () => probe,
  parse,
  line: /^(?:pid-file:.*|times:\d+:\d+:\/.*)$/s,
};
