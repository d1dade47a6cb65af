// The shapes of `ansible-inventory`: `--list`, `--host` and `--graph` (ansible/cli/inventory.py), so that scripts made for it work.
import type { Host, Inventory } from './host.ts';

/** A group of `--list`; what is empty is left out. */
interface GroupJson {
  readonly children?: readonly string[];
  readonly hosts?: readonly string[];
}

/** What `--list` prints. */
export type InventoryJson = Readonly<Record<string, GroupJson | HostVarsJson>>;

interface HostVarsJson {
  readonly hostvars: Readonly<Record<string, unknown>>;
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An object with sorted keys. `fromEntries` makes own properties of names such as `__proto__`. */
function sorted<Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([a], [b]) => byName(a, b)));
}

/** The variables of one host by name, as `--host` prints them; nested maps sorted too. */
export function hostVars(host: Host): Readonly<Record<string, unknown>> {
  return sorted(Array.from(host.vars, ([name, { value }]) => [name, sortDeep(value)]));
}

function sortDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortDeep);
  if (typeof value !== 'object' || value === null) return value;
  return sorted(Object.entries(value).map(([key, inner]) => [key, sortDeep(inner)]));
}

/** `ansible-inventory --list`. With `only`, hosts that are not in it are left out. */
export function toAnsibleJson(inventory: Inventory, only?: ReadonlySet<string>): InventoryJson {
  const shown = (name: string): boolean => only === undefined || only.has(name);
  const hostvars: [string, unknown][] = [];
  for (const host of inventory.hosts.values()) {
    if (host.vars.size > 0 && shown(host.name)) hostvars.push([host.name, hostVars(host)]);
  }
  const entries: [string, GroupJson | HostVarsJson][] = [['_meta', { hostvars: sorted(hostvars) }]];
  for (const group of inventory.groups.values()) {
    const hosts = group.name === 'all' ? [] : group.hosts.filter(shown);
    const children = group.children;
    if (hosts.length === 0 && children.length === 0) continue;
    entries.push([group.name, { ...(children.length > 0 && { children }), ...(hosts.length > 0 && { hosts }) }]);
  }
  return sorted(entries);
}

/** `ansible-inventory --graph`: lines without a line break at the end. A group with several parents is shown below each. */
export function toGraph(inventory: Inventory, only?: ReadonlySet<string>): string {
  const lines: string[] = [];
  const add = (name: string, depth: number): void => {
    lines.push(graphLine(`@${name}:`, depth));
    const group = inventory.groups.get(name);
    for (const child of group?.children ?? []) add(child, depth + 1);
    for (const host of name === 'all' ? [] : (group?.hosts ?? [])) {
      if (only === undefined || only.has(host)) lines.push(graphLine(host, depth + 1));
    }
  };
  add('all', 0);
  return lines.join('\n');
}

function graphLine(text: string, depth: number): string {
  return depth === 0 ? text : `${'  |'.repeat(depth)}--${text}`;
}
