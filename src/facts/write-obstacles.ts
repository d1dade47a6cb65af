// What keeps even root from changing the files that decide about logins: a file system that is mounted read-only, a file or folder that
// nobody may change (chattr). Read, not tried: `test -w` tells root the truth in some shells only.
import type { Fact } from './fact.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';

/** A mount above one of the paths, in the order of mount(8): of two at one place the later one is seen. */
export interface MountAbove {
  readonly path: string;
  readonly readOnly: boolean;
}

/** A file or folder with an attribute of chattr(1) that keeps everybody from replacing it, or from replacing what is in it. */
export interface FixedPath {
  readonly path: string;
  readonly attribute: 'immutable' | 'append-only';
}

/** `fixed` is empty where no lsattr(1) is, or where the file system has no attributes. */
export interface WriteObstacles {
  readonly mounts: readonly MountAbove[];
  readonly fixed: readonly FixedPath[];
}

// The first option of a mount is always one of these.
const probe = `set -- /etc/pam.d "/etc/pam.d/$pam_service" "\${sshd_main%/*}" "$sshd_main" "$sshd_drop_ins" "$sshd_drop_ins"/* /var/lib/keyturn
while read -r _ point _ options _; do
  # A pattern that begins with nothing in quotes matches nothing in bash.
  below=\${point%/}/
  for path in "$@"; do
    case $path/ in
      "$below"*)
        printf 'mount:%s:%s\\n' "\${options%%,*}" "$point"
        break
        ;;
    esac
  done
done </proc/self/mounts
set -f
IFS='
'
# shellcheck disable=SC2046
for line in $(command -v lsattr >/dev/null && lsattr -d -- "$@" 2>/dev/null); do
  case \${line%% *} in *[ia]*) printf 'attributes:%s\\n' "$line" ;; esac
done
echo end:
`;

function parse(text: string): WriteObstacles {
  const lines = text.split('\n');
  return { mounts: lines.flatMap(readMount), fixed: lines.flatMap(readAttributes) };
}

function readMount(line: string): readonly MountAbove[] {
  const [, option, path = ''] = /^mount:(ro|rw):(\/.*)$/s.exec(line) ?? [];
  return path === '' ? [] : [{ path: unescaped(path), readOnly: option === 'ro' }];
}

function readAttributes(line: string): readonly FixedPath[] {
  const [, flags = '', path = ''] = /^attributes:([A-Za-z-]+) +(\/.*)$/s.exec(line) ?? [];
  if (path === '') return [];
  return [{ path, attribute: flags.includes('i') ? 'immutable' : 'append-only' }];
}

/** Blanks and backslashes are octal in mounts(5). */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** No parameters: sshd's configuration, its PAM service, and where runs are kept. */
export const writeObstacles: Fact<WriteObstacles> = {
  name: 'write-obstacles',
  preludes: [readSshdConfig],
  probe: () => probe,
  parse,
  line: /^(?:mount:(?:ro|rw):\/.*|attributes:[A-Za-z-]+ +\/.*|end:)$/s,
};
