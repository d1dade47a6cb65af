// The PAM service of sshd, and whether the module that asks for codes is installed.
import type { Fact } from './fact.ts';
import { number, record, showFunction, shownText } from './probe/text.ts';

/** `/etc/pam.d/sshd`. `text` is undefined when it is absent or could not be read. */
export interface PamService {
  readonly path: string;
  readonly kind: 'absent' | 'regular' | 'symlink' | 'other' | 'unknown';
  readonly text: string | undefined;
  /** Octal, as stat(1) prints it. */
  readonly mode: string | undefined;
  /** Hard links to the file; more than one means that something else is configured by it. */
  readonly links: number | undefined;
  /** Where a symbolic link leads, resolved. */
  readonly target: string | undefined;
  /** Paths of pam_google_authenticator.so without a leading `/usr`; empty when it is not installed. */
  readonly modules: readonly string[];
}

const path = '/etc/pam.d/sshd';

const probe = `LC_ALL=C
export LC_ALL
${showFunction}
file=${path}
if [ -h "$file" ]; then
  printf 'target:%s\\n' "$(readlink -f "$file")"
elif [ -f "$file" ]; then
  stat -c 'regular:%a:%h' -- "$file"
elif [ -e "$file" ]; then
  echo other:
fi
if [ -r "$file" ]; then
  echo readable:
  show "$file"
elif [ -e "$file" ]; then
  echo unreadable:
fi
for module in /lib/security /lib64/security /lib/*/security /usr/lib/security /usr/lib64/security /usr/lib/*/security; do
  [ -e "$module/pam_google_authenticator.so" ] || continue
  printf 'module:%s\\n' "$module/pam_google_authenticator.so"
done
true
`;

function parse(output: string): PamService {
  const lines = output.split('\n');
  const field = (tag: string): string | undefined =>
    lines.find((line) => line.startsWith(`${tag}:`))?.slice(tag.length + 1);
  const [mode, links] = lines.map((line) => record(line, 'regular', 2)).find((fields) => fields !== undefined) ?? [];
  const readable = field('readable') !== undefined;
  return {
    path,
    kind: kindOf(field),
    text: readable ? shownText(lines) : undefined,
    mode,
    links: number(links),
    target: field('target'),
    // Where /lib leads to /usr/lib, both are the same file.
    modules: [
      ...new Set(lines.flatMap((line) => (line.startsWith('module:') ? [line.slice(7).replace(/^\/usr/, '')] : []))),
    ],
  };
}

function kindOf(field: (tag: string) => string | undefined): PamService['kind'] {
  if (field('target') !== undefined) return 'symlink';
  if (field('other') !== undefined) return 'other';
  if (field('unreadable') !== undefined) return 'unknown';
  return field('regular') === undefined ? 'absent' : 'regular';
}

/** No parameters. */
export const pamService: Fact<PamService> = { name: 'pam-service', probe: () => probe, parse };
