// Graph → inventory: variables merged, connection settings read. Linear in hosts and variables.
import type { Problems } from '../documents/problems.ts';
import type { GroupDraft, HostDraft, InventoryGraph } from './graph.ts';
import type { Group, Host, Inventory, Variable } from './host.ts';
import { precedence, withAncestors } from './order.ts';
import { judgeVariable, unsupportedVariables } from './unsupported.ts';
import { booleanOf, portOf, settingNames, type HostSetting } from './variables.ts';

/** What hosts of the same groups have in common. */
interface Membership {
  readonly groups: readonly string[];
  readonly vars: ReadonlyMap<string, Variable>;
}

/** The inventory of a reconciled graph without loops. Values that are wrong, and reported, are left out of the settings. */
export function buildInventory(graph: InventoryGraph, problems: Problems): Inventory {
  const membershipOf = memberships(graph);
  const hosts = new Map<string, Host>();
  for (const draft of graph.hosts.values()) hosts.set(draft.name, buildHost(draft, membershipOf(draft), problems));
  const groups = new Map<string, Group>();
  for (const { name, ...draft } of graph.groups.values()) {
    groups.set(name, { name, hosts: [...draft.hosts], children: [...draft.children.keys()], vars: draft.vars });
  }
  return { hosts, groups };
}

/** Thousands of hosts share a few sets of groups: each set is worked out once. */
function memberships(graph: InventoryGraph): (host: HostDraft) => Membership {
  const order = precedence(graph);
  const known = new Map<string, Membership>();
  return (host) => {
    const key = [...host.groups].sort().join('\0');
    const before = known.get(key);
    if (before !== undefined) return before;
    const names = [...withAncestors(graph, host.groups), 'all'];
    const groups = [...new Set(names)].sort();
    const byPrecedence = groups
      .map((name) => graph.groups.get(name))
      .filter((group): group is GroupDraft => group !== undefined)
      .sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
    const membership = { groups, vars: new Map(byPrecedence.flatMap((group) => [...group.vars])) };
    known.set(key, membership);
    return membership;
  };
}

function buildHost(draft: HostDraft, membership: Membership, problems: Problems): Host {
  const vars = draft.vars.size === 0 ? membership.vars : new Map([...membership.vars, ...draft.vars]);
  const address = setting(vars, 'address');
  const user = setting(vars, 'user');
  const key = setting(vars, 'privateKeyFile');
  const unsupported = whyUnsupported(vars);
  return {
    name: draft.name,
    address: typeof address === 'string' ? address : draft.name,
    port: portOf(setting(vars, 'port')) ?? 22,
    user: typeof user === 'string' ? user : undefined,
    privateKeyFile: typeof key === 'string' ? key : undefined,
    become: booleanOf(setting(vars, 'become')),
    groups: membership.groups,
    vars,
    range: problems.source.range(draft.place.start, draft.place.end),
    ...(unsupported !== undefined && { unsupported }),
  };
}

function setting(vars: ReadonlyMap<string, Variable>, name: HostSetting): unknown {
  let value: unknown;
  for (const variable of settingNames[name]) value = vars.get(variable)?.value ?? value;
  return value;
}

function whyUnsupported(vars: ReadonlyMap<string, Variable>): string | undefined {
  for (const name of unsupportedVariables) {
    if (!vars.has(name)) continue;
    const verdict = judgeVariable(name, vars.get(name)?.value);
    if (verdict?.effect === 'refuse') return `${name}: ${verdict.reason}`;
  }
  return undefined;
}
