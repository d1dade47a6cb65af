// The text of sshd_config(5) and of every file that it includes: what decides *which line* sets a value.
import type { Fact } from './fact.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { shownText } from './probe/text.ts';

/** One configuration file. `text` is undefined when it could not be read. */
export interface SshdFile {
  readonly path: string;
  readonly text: string | undefined;
}

/** The main file first, then the included ones, each once. */
export interface SshdFiles {
  readonly main: string;
  readonly files: readonly SshdFile[];
  /** Whether the directory for drop-ins exists. */
  readonly dropInDirectory: boolean;
}

const main = '/etc/ssh/sshd_config';

const probe = `printf '%s\\n' "$sshd_config"
[ ! -d /etc/ssh/sshd_config.d ] || echo drop-ins:
`;

function parse(text: string): SshdFiles {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (line.startsWith('file:') ? [index] : []));
  const files = starts.map((start, index): SshdFile => {
    const path = (lines[start] ?? '').slice(5);
    const block = lines.slice(start + 1, starts[index + 1] ?? lines.length);
    return { path, text: block[0] === 'unreadable:' ? undefined : shownText(block) };
  });
  return { main, files, dropInDirectory: lines.includes('drop-ins:') };
}

/** No parameters. */
export const sshdFiles: Fact<SshdFiles> = {
  name: 'sshd-files',
  preludes: [readSshdConfig],
  probe: () => probe,
  parse,
  line: /^(?:file:\/.*|[|>].*|unreadable:|drop-ins:)$/s,
};
