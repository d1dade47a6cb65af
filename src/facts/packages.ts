// Which of the named packages are installed, by the package manager's own word (dpkg-query(1)).
import { quote } from '../shell/quote.ts';
import type { Fact } from './fact.ts';
import { record } from './probe/text.ts';

/** `unknown` where the package manager is missing or does not answer. */
export type PackageState = 'installed' | 'absent' | 'unknown';

/** The state of every package that was asked for, by name. */
export interface Packages {
  readonly states: Readonly<Record<string, PackageState>>;
  /** The lock of the package manager that somebody holds: what an upgrade writes, it may write over us. */
  readonly busy: string | undefined;
}

function probe(names: readonly string[]): string {
  return `held=
while read -r _ _ _ kind _ file _; do
  held=yes
  printf 'held:%s:%s\\n' "$kind" "\${file##*:}"
done 2>/dev/null </proc/locks
[ -z "$held" ] || stat -c 'lock:%i:%n' /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock 2>/dev/null
${names.length === 0 ? '' : states(names.map(quote).join(' '))}true
`;
}

// A package that was removed but not purged is listed too, as `deinstall ok config-files`.
function states(words: string): string {
  return `command -v dpkg-query >/dev/null 2>&1 || exit 0
printf 'asked:%s\\n' ${words}
dpkg-query -W -f 'is:\${db:Status-Abbrev}:\${Package}\\n' -- ${words} 2>/dev/null
`;
}

function parse(text: string): Packages {
  const lines = text.split('\n');
  const asked = lines.flatMap((line) => (line.startsWith('asked:') ? [line.slice(6)] : []));
  const installed = new Set(lines.flatMap((line) => /^is:.i ?:(.+)$/.exec(line)?.[1] ?? []));
  const held = lines.flatMap((line) => /^held:WRITE:(\d+)$/.exec(line)?.[1] ?? []);
  const locks = lines.flatMap((line) => {
    const [inode = '', path = ''] = record(line, 'lock', 2) ?? [];
    return held.includes(inode) ? [path] : [];
  });
  return {
    busy: locks[0],
    states: Object.fromEntries(asked.map((name) => [name, installed.has(name) ? 'installed' : 'absent'])),
  };
}

/** Parameters: package names. */
export const packages: Fact<Packages> = { name: 'packages', probe, parse };

/** The state of one package; `unknown` for one that was not asked for. */
export function packageState(value: Packages, name: string): PackageState {
  return Object.hasOwn(value.states, name) ? (value.states[name] ?? 'unknown') : 'unknown';
}
