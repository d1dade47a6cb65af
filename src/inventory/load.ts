// The way from the text of an inventory to hosts and groups.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sourceText } from '../diagnostics/source.ts';
import { parseYaml } from '../documents/parse.ts';
import { collectProblems, type Problems } from '../documents/problems.ts';
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
  const format = otherFormat(text, file);
  if (format !== undefined) return { inventory: undefined, diagnostics: format };
  const { root, problems } = parseYaml(text, { file, kind: 'inventory' });
  if (root === undefined) return { inventory: undefined, diagnostics: problems.diagnostics };
  const graph = readInventory(root, problems);
  reportLoops(graph, problems);
  reconcile(graph);
  reportClashes(graph, problems);
  const inventory = problems.hasErrors ? undefined : buildInventory(graph, problems);
  return { inventory, diagnostics: problems.diagnostics };
}

/** Inventories that are not YAML would give a confusing syntax error. */
function otherFormat(text: string, file: string): readonly Diagnostic[] | undefined {
  const first = /^(?:\ufeff)?(?:[ \t]*(?:[#;](?!!).*)?\r?\n)*([^\r\n]*)/.exec(text);
  const line = first?.[1]?.trim() ?? '';
  const script = line.startsWith('#!');
  if (!script && !/^\[[\w.-]+(?::\w+)?\](?:\s*[#;].*)?$/.test(line)) return undefined;
  const problems = collectProblems(sourceText(file, text));
  const start = (first?.[0].length ?? 0) - (first?.[1]?.length ?? 0);
  const message = script ? 'inventory scripts are not supported' : 'INI inventories are not supported';
  const help = 'save the output of "ansible-inventory --list --yaml" and use that';
  problems.error('unsupported-format', { start, end: start + line.length }, message, { help });
  return problems.diagnostics;
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
