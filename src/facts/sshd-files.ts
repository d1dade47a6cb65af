// The text of sshd_config(5) and of every file that it includes: what decides *which line* sets a value.
import type { Fact } from './fact.ts';
import { record, shownText } from './probe/text.ts';
import { sshdWalk } from './probe/sshd-walk.ts';

/** One configuration file. `text` is undefined when it could not be read. */
export interface SshdFile {
  readonly path: string;
  readonly text: string | undefined;
  /** Octal, as stat(1) prints it. */
  readonly mode: string | undefined;
  readonly owner: number | undefined;
}

/** The main file first, then the included ones, each once. */
export interface SshdFiles {
  readonly main: string;
  readonly files: readonly SshdFile[];
  /** Whether the directory for drop-ins exists. */
  readonly dropInDirectory: boolean;
}

const main = '/etc/ssh/sshd_config';

const probe = `LC_ALL=C
export LC_ALL
${sshdWalk}
on_file() {
  printf 'file:%s\\n' "$file"
  [ -r "$file" ] || echo unreadable:
}
on_line() {
  if [ $more = 1 ]; then printf '|%s\\n' "$line"; else printf '>%s\\n' "$line"; fi
}
walk
[ ! -d /etc/ssh/sshd_config.d ] || echo drop-ins:
IFS=$nl
# shellcheck disable=SC2086
stat -c 'mode:%a:%u:%n' -- $files 2>/dev/null
true
`;

function parse(text: string): SshdFiles {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (line.startsWith('file:') ? [index] : []));
  const modes = new Map<string, readonly string[]>();
  for (const line of lines) {
    const fields = record(line, 'mode', 3);
    if (fields !== undefined) modes.set(fields[2] ?? '', fields);
  }
  const files = starts.map((start, index): SshdFile => {
    const path = (lines[start] ?? '').slice(5);
    const block = lines.slice(start + 1, starts[index + 1] ?? lines.length);
    const [mode, owner] = modes.get(path) ?? [];
    return {
      path,
      text: block[0] === 'unreadable:' ? undefined : shownText(block),
      mode,
      owner: owner !== undefined && /^\d{1,10}$/.test(owner) ? Number(owner) : undefined,
    };
  });
  return { main, files, dropInDirectory: lines.includes('drop-ins:') };
}

/** No parameters. */
export const sshdFiles: Fact<SshdFiles> = { name: 'sshd-files', probe: () => probe, parse };
