// The way from the text of an inventory to hosts and groups.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseYaml } from '../documents/parse.ts';
import type { Problems } from '../documents/problems.ts';
import { buildInventory } from './build.ts';
import { reconcile, type InventoryGraph } from './graph.ts';
import type { Inventory } from './host.ts';
import { breakLoops } from './order.ts';
import { readInventory } from './read.ts';

/** `inventory` is undefined as soon as there is an error; warnings may stand beside an inventory. */
export interface LoadedInventory {
  readonly inventory: Inventory | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads an inventory from its text. `file` is what diagnostics call it. Never throws for bad input. */
export function loadInventory(text: string, file: string): LoadedInventory {
  const { root, problems } = parseYaml(text, { file, kind: 'inventory' });
  if (root === undefined) return { inventory: undefined, diagnostics: problems.diagnostics };
  const graph = readInventory(root, problems);
  reportLoops(graph, problems);
  reconcile(graph);
  reportClashes(graph, problems);
  const inventory = problems.hasErrors ? undefined : buildInventory(graph, problems);
  return { inventory, diagnostics: problems.diagnostics };
}

function reportLoops(graph: InventoryGraph, problems: Problems): void {
  breakLoops(graph, (parent, child) => {
    const place = parent.children.get(child.name) ?? parent.place;
    const message =
      parent === child
        ? `the group "${child.name}" contains itself`
        : `the group "${child.name}" contains itself by way of "${parent.name}"`;
    problems.error('group-loop', place, message);
  });
}

/** A pattern with this name would mean the group, and never the host alone. */
function reportClashes(graph: InventoryGraph, problems: Problems): void {
  for (const host of graph.hosts.values()) {
    const group = graph.groups.get(host.name);
    if (group === undefined) continue;
    const related = { place: group.place, message: 'the group is here' };
    problems.warning('name-clash', host.place, `"${host.name}" is a host and a group`, { related });
  }
}
