// The graph of groups and hosts while an inventory is being read. Groups may be named before, after, and more than once. Nothing
// here recurses over groups: a chain of a hundred thousand is a legal file.
import type { Place } from '../documents/problems.ts';
import type { Variable } from './host.ts';

/** A group as far as it is known. Sets and maps keep the order of the file, which Ansible's output has too. */
export interface GroupDraft {
  readonly name: string;
  readonly place: Place;
  readonly hosts: Set<string>;
  /** Each with the place that says so. */
  readonly children: Map<string, Place>;
  readonly parents: Set<string>;
  readonly vars: Map<string, Variable>;
  /** `ansible_group_priority`: among groups of the same depth the higher one wins. */
  priority: number;
}

/** A host as far as it is known. */
export interface HostDraft {
  readonly name: string;
  readonly place: Place;
  /** The groups that name it directly. */
  readonly groups: Set<string>;
  readonly vars: Map<string, Variable>;
}

/** Drafts by name. `all` and `ungrouped` are always there. */
export interface InventoryGraph {
  readonly groups: Map<string, GroupDraft>;
  readonly hosts: Map<string, HostDraft>;
}

const nowhere: Place = { start: 0, end: 0 };

/** An inventory without hosts. */
export function emptyGraph(): InventoryGraph {
  const graph: InventoryGraph = { groups: new Map(), hosts: new Map() };
  const all = addGroup(graph, 'all', nowhere);
  addChild(all, addGroup(graph, 'ungrouped', nowhere), nowhere);
  return graph;
}

/** The group of that name, made if it is new. */
export function addGroup(graph: InventoryGraph, name: string, place: Place): GroupDraft {
  const known = graph.groups.get(name);
  if (known !== undefined) return known;
  const group: GroupDraft = {
    name,
    place,
    hosts: new Set(),
    children: new Map(),
    parents: new Set(),
    vars: new Map(),
    priority: 1,
  };
  graph.groups.set(name, group);
  return group;
}

/** The host of that name, made if it is new, as a member of a group. */
export function addHost(graph: InventoryGraph, name: string, group: GroupDraft, place: Place): HostDraft {
  const host = graph.hosts.get(name) ?? { name, place, groups: new Set<string>(), vars: new Map<string, Variable>() };
  graph.hosts.set(name, host);
  host.groups.add(group.name);
  group.hosts.add(name);
  return host;
}

/** Puts a group into another. Loops are found later, by `breakLoops`. */
export function addChild(parent: GroupDraft, child: GroupDraft, place: Place): void {
  if (!parent.children.has(child.name)) parent.children.set(child.name, place);
  child.parents.add(parent.name);
}

/** As Ansible after reading: groups without a parent go below `all`, hosts without a group into `ungrouped`, and only those. */
export function reconcile(graph: InventoryGraph): void {
  const all = addGroup(graph, 'all', nowhere);
  const ungrouped = addGroup(graph, 'ungrouped', nowhere);
  for (const group of graph.groups.values()) {
    if (group !== all && group.parents.size === 0) addChild(all, group, group.place);
  }
  for (const host of graph.hosts.values()) {
    const grouped = [...host.groups].some((name) => name !== 'all' && name !== 'ungrouped');
    if (grouped) {
      ungrouped.hosts.delete(host.name);
      host.groups.delete('ungrouped');
    } else {
      ungrouped.hosts.add(host.name);
      host.groups.add('ungrouped');
    }
  }
}
