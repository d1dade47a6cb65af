// Which of the named packages are installed, by the word of every package manager that the host has.
import { packageManagers } from '../package-managers/index.ts';
import { isThere, type PackageManager } from '../package-managers/package-manager.ts';
import { quote } from '../shell/quote.ts';
import type { Fact } from './fact.ts';
import { record } from './probe/text.ts';

/** `unknown` where the package manager is missing or does not answer. */
export type PackageState = 'installed' | 'absent' | 'unknown';

/** What is said of every package that was asked for. */
export interface Packages {
  /** The word of each package manager that answered, by its name, of each package. The family says which one counts. */
  readonly states: Readonly<Record<string, Readonly<Record<string, PackageState>>>>;
  /** The lock of a package manager that another process has: what an upgrade writes, it may write over us. */
  readonly busy: string | undefined;
}

function probe(managers: readonly PackageManager[], names: readonly string[]): string {
  const files = managers.flatMap(({ lockFiles }) => lockFiles);
  return `locks=
while read -r _ _ _ kind _ file _; do
  locks=yes
  printf 'kernel:%s:%s\\n' "$kind" "\${file##*:}"
done 2>/dev/null </proc/locks
[ -z "$locks" ] || stat -c 'lock:%i:%n' ${files.join(' ')} 2>/dev/null
${names.length === 0 ? '' : states(managers, names.map(quote).join(' '))}true
`;
}

function states(managers: readonly PackageManager[], words: string): string {
  const answers = managers.map(
    (manager) => `if ${isThere(manager)}; then
  echo manager:${manager.name}
  ${manager.query(words)}
fi
`,
  );
  return `printf 'asked:%s\\n' ${words}\n${answers.join('')}`;
}

function parse(managers: readonly PackageManager[], text: string): Packages {
  const lines = text.split('\n');
  const asked = lines.flatMap((line) => (line.startsWith('asked:') ? [line.slice(6)] : []));
  const locked = lines.flatMap((line) => /^kernel:WRITE:(\d+)$/.exec(line)?.[1] ?? []);
  const locks = lines.flatMap((line) => {
    const [inode = '', path = ''] = record(line, 'lock', 2) ?? [];
    return locked.includes(inode) ? [path] : [];
  });
  const answers = managers.flatMap((manager) => {
    const said = answerOf(lines, manager);
    return said === undefined ? [] : [[manager.name, statesOf(asked, manager.parse(said))] as const];
  });
  return { busy: locks[0], states: Object.fromEntries(answers) };
}

function answerOf(lines: readonly string[], { name }: PackageManager): readonly string[] | undefined {
  const start = lines.indexOf(`manager:${name}`);
  if (start === -1) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith('manager:'));
  return end === -1 ? rest : rest.slice(0, end);
}

function statesOf(asked: readonly string[], installed: readonly string[]): Readonly<Record<string, PackageState>> {
  return Object.fromEntries(asked.map((name) => [name, installed.includes(name) ? 'installed' : 'absent']));
}

/** The fact, from what these package managers say. Parameters: package names. */
export function packagesOf(managers: readonly PackageManager[]): Fact<Packages> {
  return {
    name: 'packages',
    probe: (names) => probe(managers, names),
    parse: (text) => parse(managers, text),
  };
}

/** Parameters: package names. */
export const packages: Fact<Packages> = packagesOf(packageManagers);

/** The state of one package by the word of one package manager; `unknown` for one that was not asked for. */
export function packageState({ states }: Packages, manager: Pick<PackageManager, 'name'>, name: string): PackageState {
  const said = Object.hasOwn(states, manager.name) ? states[manager.name] : undefined;
  return said !== undefined && Object.hasOwn(said, name) ? (said[name] ?? 'unknown') : 'unknown';
}
