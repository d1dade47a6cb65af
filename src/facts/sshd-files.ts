// The text of sshd_config(5) and of every file that it includes: what decides *which line* sets a value.
import { dropInFolder } from '../distros/distro.ts';
import { upstream } from '../distros/upstream.ts';
import type { Fact } from './fact.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { shownText } from './probe/text.ts';

/** One configuration file. `text` is undefined when it could not be read, or where it is not known what sshd was started with. */
export interface SshdFile {
  readonly path: string;
  readonly text: string | undefined;
}

/** The main file first, then the included ones, each once; then, by the name `daemonArguments`, what sshd was started with, if anything. */
export interface SshdFiles {
  readonly main: string;
  readonly files: readonly SshdFile[];
  /** The directory for drop-ins, whether it exists or not. */
  readonly dropIns: string;
  readonly dropInDirectory: boolean;
}

const probe = `printf '%s\\n' "$sshd_config"
printf 'folder:%s\\n' "$sshd_drop_ins"
[ ! -d "$sshd_drop_ins" ] || echo drop-ins:
`;

function parse(text: string): SshdFiles {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (line.startsWith('file:') ? [index] : []));
  const files = starts.map((start, index): SshdFile => {
    const path = (lines[start] ?? '').slice(5);
    const block = lines.slice(start + 1, starts[index + 1] ?? lines.length);
    return { path, text: block[0] === 'unreadable:' ? undefined : shownText(block) };
  });
  const folder = lines.find((line) => line.startsWith('folder:/'))?.slice(7);
  return {
    main: files[0]?.path ?? upstream.sshdConfig,
    files,
    dropIns: folder ?? dropInFolder(upstream),
    dropInDirectory: lines.includes('drop-ins:'),
  };
}

/** No parameters. */
export const sshdFiles: Fact<SshdFiles> = {
  name: 'sshd-files',
  preludes: [readSshdConfig],
  probe: () => probe,
  parse,
  line: /^(?:file:\/.*|file:command line of sshd|[|>].*|unreadable:|folder:\/.*|drop-ins:)$/s,
};
