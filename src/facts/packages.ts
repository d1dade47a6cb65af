// Which of the named packages are installed, by the package manager's own word (dpkg-query(1)).
import { quote } from '../shell/quote.ts';
import type { Fact } from './fact.ts';

/** `unknown` where the package manager is missing or does not answer. */
export type PackageState = 'installed' | 'absent' | 'unknown';

/** The state of every package that was asked for, by name. */
export interface Packages {
  readonly states: Readonly<Record<string, PackageState>>;
}

// A package that was removed but not purged is listed too, as `deinstall ok config-files`.
function probe(names: readonly string[]): string {
  if (names.length === 0) return 'true';
  const words = names.map(quote).join(' ');
  return `command -v dpkg-query >/dev/null 2>&1 || exit 0
printf 'asked:%s\\n' ${words}
dpkg-query -W -f 'is:\${db:Status-Abbrev}:\${Package}\\n' -- ${words} 2>/dev/null
true
`;
}

function parse(text: string): Packages {
  const lines = text.split('\n');
  const asked = lines.flatMap((line) => (line.startsWith('asked:') ? [line.slice(6)] : []));
  const installed = new Set(lines.flatMap((line) => /^is:.i ?:(.+)$/.exec(line)?.[1] ?? []));
  return {
    states: Object.fromEntries(asked.map((name) => [name, installed.has(name) ? 'installed' : 'absent'])),
  };
}

/** Parameters: package names. */
export const packages: Fact<Packages> = { name: 'packages', probe, parse };

/** The state of one package; `unknown` for one that was not asked for. */
export function packageState(value: Packages, name: string): PackageState {
  return Object.hasOwn(value.states, name) ? (value.states[name] ?? 'unknown') : 'unknown';
}
