// Who may become root, by sudo's own word: sudoers(5) may come from files or from a directory.
import { quote } from '../shell/quote.ts';
import type { Fact } from './fact.ts';

/** `free`: every command as root without a password; `password`: with one; `unknown` where sudo did not say. */
export type SudoRight = 'free' | 'password' | 'none' | 'unknown';

/** The rights of the accounts that were asked for, by name. */
export interface SudoRights {
  readonly rights: Readonly<Record<string, SudoRight>>;
}

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
command -v sudo >/dev/null 2>&1 || exit 0
for name in ${names.map(quote).join(' ')}; do
  printf 'account:%s\\n' "$name"
  sudo -n -l -U "$name" 2>/dev/null
  printf 'status:%s\\n' $?
done
`;
}

// `(ALL : ALL) NOPASSWD: ALL`: every command, as root or as anybody.
const rule = /^\s+\((?:ALL|root)(?: : \S+)?\) (NOPASSWD: )?ALL$/;

function rightOf(lines: readonly string[]): SudoRight {
  const end = lines.findIndex((line) => line.startsWith('status:'));
  if (end === -1) return 'unknown';
  const rules = lines.slice(0, end).flatMap((line) => {
    const match = rule.exec(line);
    return match === null ? [] : [match[1] === undefined ? 'password' : 'free'];
  });
  if (rules.includes('free')) return 'free';
  if (rules.length > 0) return 'password';
  return lines[end] === 'status:0' ? 'none' : 'unknown';
}

function parse(text: string): SudoRights {
  const lines = text.split('\n');
  const rights = lines.flatMap((line, index) =>
    line.startsWith('account:') ? [[line.slice('account:'.length), rightOf(lines.slice(index + 1))] as const] : [],
  );
  return { rights: Object.fromEntries(rights) };
}

/** Parameters: account names. Needs root. */
export const sudoRights: Fact<SudoRights> = { name: 'sudo-rights', probe, parse };
