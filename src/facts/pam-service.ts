// The PAM service of sshd with every file that it includes, and what PAM's modules look at besides accounts.
import { upstream } from '../distros/upstream.ts';
import type { Fact } from './fact.ts';
import { pamUsers } from './probe/pam-users.ts';
import { pamFolders, pamWalk, showTables } from './probe/pam-walk.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { number, record, showFunction, shownText } from './probe/text.ts';

/** A file of PAM's. `text` is undefined when it could not be read. */
export interface PamFile {
  readonly path: string;
  readonly text: string | undefined;
}

/** A file that a module looks at. `loose`: no regular file, or one that everybody may write; only lists are looked at for that. */
export interface PamTable extends PamFile {
  readonly loose?: boolean;
}

/** The time of day where the host is; `day` is 0 for Sunday, `minute` is the hour times 100 and the minute. */
export interface LocalTime {
  readonly day: number;
  readonly minute: number;
}

/** The service that the running sshd asks of everybody, unless a Match block names another. `text` is undefined when it is absent or could not be read. */
export interface PamService {
  /** Its name, which is that of its file. */
  readonly service: string;
  /** An account's state file below its home, where the family of the host has it. */
  readonly stateFile: string;
  readonly path: string;
  readonly kind: 'absent' | 'regular' | 'symlink' | 'other' | 'unknown';
  readonly text: string | undefined;
  /** Octal, as stat(1) prints it. */
  readonly mode: string | undefined;
  /** Hard links to the file; more than one means that something else is configured by it. */
  readonly links: number | undefined;
  /** Files of other services whose auth part includes it, whether directly, or that lead to it. */
  readonly usedBy: readonly string[];
  /** Where a symbolic link leads, resolved. */
  readonly target: string | undefined;
  /** Every other file that may be part of the service: what it includes, or did before Keyturn changed it, `other`, and vendors' copies. */
  readonly files: readonly PamFile[];
  /** Whether these are all. */
  readonly complete: boolean;
  /** Whether libpam is Debian's, which knows `@include` and looks for included files in /etc/pam.d only. */
  readonly debian: boolean;
  /** Paths of all modules in the usual places, without a leading `/usr`. */
  readonly modules: readonly string[];
  /** Whether /etc/nologin or /run/nologin is there, which keeps everybody but root out. */
  readonly nologin: boolean;
  /** The lines of /etc/shells; undefined where it could not be read. */
  readonly shells: readonly string[] | undefined;
  /** What lines with pam_access, pam_time and pam_listfile may read: those that are there, without what comments say. */
  readonly tables: readonly PamTable[];
  /** When the host was asked, where a line with pam_time may count; undefined elsewhere. */
  readonly now?: LocalTime;
}

/** A prelude: `print_pam_service` prints the service in `$pam_service`. */
export const pamServiceFunction = `print_pam_service() (
LC_ALL=C
export LC_ALL
${showFunction}
${pamWalk}
printf 'service:%s\\nstate-file:%s\\n' "$pam_service" "$state_file"
${pamUsers}file=${pamFolders[0]}/$pam_service
if [ -h "$file" ]; then
  printf 'target:%s\\n' "$(readlink -f "$file")"
elif [ -f "$file" ]; then
  stat -c 'regular:%a:%h' -- "$file"
elif [ -e "$file" ]; then
  echo other:
fi
for directory in /lib/security /lib64/security /lib/*/security /usr/lib/security /usr/lib64/security /usr/lib/*/security; do
  case $directory in
    /lib/*) [ ! -h /lib ] || continue ;;
    /lib64/*) [ ! -h /lib64 ] || continue ;;
  esac
  [ -d "$directory" ] || continue
  cd "$directory" || continue
  set -- *.so
  printf 'modules:%s:%s\\n' "$directory" "$*"
done
for mark in $include_marks; do
  [ ! -e "$mark" ] || { echo debian:; break; }
done
if [ -e /etc/nologin ] || [ -e /run/nologin ]; then echo nologin:; fi
if [ -f /etc/shells ] && [ -r /etc/shells ]; then
  echo shells:
  show /etc/shells
fi
${showTables}
)
`;

function parse(output: string): PamService {
  const lines = output.split('\n');
  const end = lines.indexOf('end:');
  const files = filesIn(lines.slice(0, Math.max(end, 0)));
  const afterFiles = lines.slice(end + 1);
  const firstTable = afterFiles.findIndex((line) => line.startsWith('table:'));
  const rest = firstTable === -1 ? afterFiles : afterFiles.slice(0, firstTable);
  const field = (tag: string): string | undefined =>
    rest.find((line) => line.startsWith(`${tag}:`))?.slice(tag.length + 1);
  const [mode, links] = rest.map((line) => record(line, 'regular', 2)).find((fields) => fields !== undefined) ?? [];
  const service = /^[\w.-]+$/.exec(field('service') ?? '')?.[0] ?? upstream.pamService;
  const path = `${pamFolders[0]}/${service}`;
  const own = files.find((file) => file.path === path);
  return {
    service,
    stateFile: field('state-file') ?? upstream.stateFile,
    path,
    kind: kindOf(field, own),
    text: own?.text,
    mode,
    links: number(links),
    usedBy: rest.flatMap((line) => (line.startsWith('used-by:/') ? [line.slice(8)] : [])),
    target: field('target'),
    files: files.filter((file) => file !== own),
    complete: end !== -1 && !lines.slice(0, end).includes('more:'),
    debian: field('debian') !== undefined,
    modules: modulesIn(rest),
    nologin: field('nologin') !== undefined,
    shells:
      field('shells') === undefined
        ? undefined
        : shownText(rest)
            .split('\n')
            .filter((line) => line.startsWith('/')),
    tables: firstTable === -1 ? [] : tablesIn(afterFiles.slice(firstTable)),
    ...timeIn(field('now')),
  };
}

function filesIn(lines: readonly string[], tag = 'file:'): readonly PamFile[] {
  const starts = lines.flatMap((line, index) => (line.startsWith(tag) ? [index] : []));
  return starts.map((start, index) => {
    const block = lines.slice(start + 1, starts[index + 1] ?? lines.length);
    return {
      path: (lines[start] ?? '').slice(tag.length),
      text: block[0] === 'unreadable:' ? undefined : shownText(block),
    };
  });
}

function tablesIn(lines: readonly string[]): readonly PamTable[] {
  const loose = lines.flatMap((line) => (line.startsWith('loose:') ? [line.slice('loose:'.length)] : []));
  const tables = filesIn(
    lines.filter((line) => !line.startsWith('loose:')),
    'table:',
  );
  return tables.map((table) => (loose.includes(table.path) ? { ...table, loose: true } : table));
}

function timeIn(text: string | undefined): Pick<PamService, 'now'> {
  const [, day, minute] = /^([0-6]):([0-2]\d[0-5]\d)$/.exec(text ?? '') ?? [];
  return day === undefined || minute === undefined ? {} : { now: { day: Number(day), minute: Number(minute) } };
}

// Where /lib leads to /usr/lib, both are the same file.
function modulesIn(lines: readonly string[]): readonly string[] {
  const paths = lines.flatMap((line) => {
    const [directory = '', names = ''] = record(line, 'modules', 2) ?? [];
    return names
      .split(' ')
      .flatMap((name) => (/^[\w.+-]+\.so$/.test(name) ? [`${directory.replace(/^\/usr/, '')}/${name}`] : []));
  });
  return [...new Set(paths)];
}

function kindOf(field: (tag: string) => string | undefined, own: PamFile | undefined): PamService['kind'] {
  if (field('target') !== undefined) return 'symlink';
  if (field('other') !== undefined) return 'other';
  if (own !== undefined && own.text === undefined) return 'unknown';
  return field('regular') === undefined ? 'absent' : 'regular';
}

const line =
  /^(?:(?:file|table):\/.*|[|>].*|(?:unreadable|more|end|other|debian|nologin|shells):|service:[\w.-]+|state-file:[^/].*|regular:[0-7]{1,4}:\d+|target:.*|used-by:\/.*|modules:\/.*|loose:\/.*|now:[0-6]:\d{4})$/s;

/** No parameters. */
export const pamService: Fact<PamService> = {
  name: 'pam-service',
  preludes: [readSshdConfig, pamServiceFunction],
  probe: () => 'print_pam_service\ntrue\n',
  parse,
  line,
};
