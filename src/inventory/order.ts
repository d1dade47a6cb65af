// The order of groups: loops, parents before children, depths, ancestors. All iterative and linear in the number of edges.
import type { GroupDraft, InventoryGraph } from './graph.ts';

/** Takes the edges out that close a loop, so that what remains has an order, and tells of each. */
export function breakLoops(graph: InventoryGraph, found: (parent: GroupDraft, child: GroupDraft) => void): void {
  const state = new Map<string, 'open' | 'done'>();
  for (const start of graph.groups.values()) {
    if (state.has(start.name)) continue;
    state.set(start.name, 'open');
    const path = [{ group: start, rest: [...start.children.keys()] }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const child = graph.groups.get(top.rest.shift() ?? '');
      if (child === undefined) {
        state.set(top.group.name, 'done');
        path.pop();
      } else if (state.get(child.name) === 'open') {
        found(top.group, child);
        top.group.children.delete(child.name);
        child.parents.delete(top.group.name);
      } else if (!state.has(child.name)) {
        state.set(child.name, 'open');
        path.push({ group: child, rest: [...child.children.keys()] });
      }
    }
  }
}

/** Groups with every parent before its children. Only for a graph without loops. */
export function topological(graph: InventoryGraph): readonly GroupDraft[] {
  const waiting = new Map<string, number>();
  const ready: GroupDraft[] = [];
  for (const group of graph.groups.values()) {
    waiting.set(group.name, group.parents.size);
    if (group.parents.size === 0) ready.push(group);
  }
  // An array visits what is pushed while it is being walked.
  for (const group of ready) {
    for (const name of group.children.keys()) {
      const left = (waiting.get(name) ?? 0) - 1;
      waiting.set(name, left);
      const child = graph.groups.get(name);
      if (left === 0 && child !== undefined) ready.push(child);
    }
  }
  return ready;
}

/**
 * Each group's place in the order of precedence, later ones winning: by depth on the longest path below `all`, then
 * `ansible_group_priority`, then name (Ansible's `sort_groups`).
 */
export function precedence(graph: InventoryGraph): ReadonlyMap<string, number> {
  const depth = new Map<string, number>();
  const sorted = [...topological(graph)];
  for (const group of sorted) {
    const below = (depth.get(group.name) ?? 0) + 1;
    for (const child of group.children.keys()) depth.set(child, Math.max(depth.get(child) ?? 0, below));
  }
  const depthOf = (group: GroupDraft): number => depth.get(group.name) ?? 0;
  sorted.sort((a, b) => depthOf(a) - depthOf(b) || a.priority - b.priority || (a.name < b.name ? -1 : 1));
  return new Map(sorted.map((group, index) => [group.name, index]));
}

/** The groups themselves and every group above them, in no particular order. */
export function withAncestors(graph: InventoryGraph, names: Iterable<string>): ReadonlySet<string> {
  const seen = new Set(names);
  // A Set visits what is added while it is being walked.
  for (const name of seen) for (const parent of graph.groups.get(name)?.parents ?? []) seen.add(parent);
  return seen;
}
