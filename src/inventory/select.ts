// Which hosts a pattern means, in Ansible's order. An unknown name is an error: Ansible only warns, and so `good:!misspelt`
// has run on everything. A known group without hosts is fine.
import { UsageError } from '../diagnostics/errors.ts';
import { suggestion } from '../diagnostics/suggest.ts';
import type { Host, Inventory } from './host.ts';
import { nameTest, parsePattern, type PatternTerm } from './pattern.ts';

/** The hosts that a pattern selects. Throws `UsageError` for a name, glob or expression that matches neither host nor group. */
export function selectHosts(inventory: Inventory, pattern: string): readonly Host[] {
  let selected = new Set<string>();
  for (const term of parsePattern(pattern)) {
    const names = slice(matches(inventory, term), term);
    if (term.mode === 'add') for (const name of names) selected.add(name);
    else selected = narrow(selected, new Set(names), term.mode === 'keep');
  }
  return [...selected].map((name) => inventory.hosts.get(name)).filter((host) => host !== undefined);
}

/**
 * The hosts of a play: those of its pattern that `limit` selects too. Throws `UsageError` as `selectHosts` does, and when one of
 * them cannot be managed.
 */
export function selectForRun(inventory: Inventory, pattern: string, limit?: string): readonly Host[] {
  const hosts = selectHosts(inventory, pattern);
  const within = limit === undefined ? undefined : new Set(selectHosts(inventory, limit));
  const selected = within === undefined ? hosts : hosts.filter((host) => within.has(host));
  const [first, ...others] = selected.filter((host) => host.unsupported !== undefined);
  if (first !== undefined) {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new UsageError(`the host "${first.name}"${more} cannot be managed: ${first.unsupported ?? ''}`, {
      help: `leave it out: --limit 'all:!${first.name}'`,
    });
  }
  return selected;
}

function narrow(selected: ReadonlySet<string>, names: ReadonlySet<string>, keep: boolean): Set<string> {
  return new Set([...selected].filter((name) => names.has(name) === keep));
}

function slice(names: readonly string[], { slice, text }: PatternTerm): readonly string[] {
  if (slice === undefined || names.length === 0) return names;
  const start = slice.start < 0 ? names.length + slice.start : slice.start;
  const end = slice.end === undefined ? names.length - 1 : slice.end < 0 ? start : slice.end;
  const chosen = names.slice(Math.max(start, 0), end + 1);
  if (start < 0 || chosen.length === 0) throw new UsageError(`"${text}" has no host number ${slice.start}`);
  return chosen;
}

/** Names of the hosts that one term means: those of matching groups, then matching hosts. */
function matches(inventory: Inventory, { text }: PatternTerm): readonly string[] {
  if (inventory.hosts.has(text)) return [text];
  const test = nameTest(text);
  const names = new Set<string>();
  const groups = [...inventory.groups.keys()].filter(test);
  for (const group of groups) for (const name of hostsBelow(inventory, group)) names.add(name);
  if (groups.length === 0 || /[~.?*[]/.test(text)) {
    for (const name of inventory.hosts.keys()) if (test(name)) names.add(name);
  }
  if (names.size === 0 && groups.length === 0) throw unknown(inventory, text);
  return [...names];
}

function unknown(inventory: Inventory, text: string): UsageError {
  if (/[~?*[]/.test(text)) return new UsageError(`no host and no group matches "${text}"`);
  const known = [...inventory.groups.keys(), ...inventory.hosts.keys()];
  return new UsageError(`there is no host and no group "${text}"`, helpFor(text, known));
}

function helpFor(text: string, known: readonly string[]): { help: string } {
  return { help: suggestion(text, known) ?? 'keyturn inventory --graph shows what there is' };
}

/** Hosts of a group and of every group below it, breadth first, each once. */
export function hostsBelow(inventory: Inventory, group: string): readonly string[] {
  const hosts = new Set<string>();
  const groups = new Set([group]);
  // A Set visits what is added while it is being walked.
  for (const name of groups) {
    for (const host of inventory.groups.get(name)?.hosts ?? []) hosts.add(host);
    for (const child of inventory.groups.get(name)?.children ?? []) groups.add(child);
  }
  return [...hosts];
}
