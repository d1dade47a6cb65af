// Who may change what sshd reads: owner and mode of every configuration file, and of the folders they are in.
import type { Fact } from './fact.ts';
import { number, record } from './probe/text.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';

/** One file or folder, links followed. The mode is octal without leading zeros, as stat(1) prints it. */
export interface SshdFileMode {
  readonly path: string;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
}

const probe = `set -- "\${sshd_main%/*}" "$sshd_drop_ins"
set -f
IFS=$nl
for line in $sshd_config; do
  case $line in file:*) set -- "$@" "\${line#file:}" ;; esac
done
stat -L -c 'path:%a:%u:%g:%n' -- "$@" 2>/dev/null
true
`;

function parse(text: string): readonly SshdFileMode[] {
  return text.split('\n').flatMap((line): SshdFileMode[] => {
    const [mode = '', owner, group, path = ''] = record(line, 'path', 4) ?? [];
    const [uid, gid] = [number(owner), number(group)];
    if (!/^[0-7]{1,4}$/.test(mode) || uid === undefined || gid === undefined || path === '') return [];
    return [{ path, mode, uid, gid }];
  });
}

/** No parameters. Paths that do not exist, or that could not be looked at, are absent from the result. */
export const sshdFileModes: Fact<readonly SshdFileMode[]> = {
  name: 'sshd-file-modes',
  preludes: [readSshdConfig],
  probe: () => probe,
  parse,
  line: /^path:[0-7]{1,4}:\d+:\d+:\/.*$/s,
};
