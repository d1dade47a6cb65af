// No file leads back to itself, not by types either: whoever reads one file of a circle has to read them all.
import { dirname, relative, resolve } from 'node:path';
import { importVisitor } from './import-visitor.js';
import { folderOption, moduleGraph } from './module-graph.js';

/**
 * The shortest way along imports from one file to another, both named; undefined where there is none.
 * @param {ReadonlyMap<string, import('./module-graph.js').Module>} graph
 * @param {string} from
 * @param {string} to
 * @returns {readonly string[] | undefined}
 */
function wayBetween(graph, from, to) {
  /** @type {Map<string, string | undefined>} */
  const cameFrom = new Map([[from, undefined]]);
  for (const path of cameFrom.keys()) {
    if (path === to) {
      const way = [];
      for (let at = /** @type {string | undefined} */ (to); at !== undefined; at = cameFrom.get(at)) way.unshift(at);
      return way;
    }
    for (const next of graph.get(path)?.imports ?? []) if (!cameFrom.has(next)) cameFrom.set(next, path);
  }
  return undefined;
}

/** @type {import('eslint').Rule.RuleModule} */
export const noImportCycles = {
  meta: {
    type: 'problem',
    schema: folderOption,
    messages: { cycle: 'this import leads back here: {{way}}' },
  },
  create(context) {
    const [{ folder }] = context.options;
    const graph = moduleGraph(folder);
    return importVisitor((node, source) => {
      const way = wayBetween(graph, resolve(dirname(context.filename), source), context.filename);
      if (way === undefined) return;
      const names = way.map((path) => relative(folder, path)).join(' → ');
      context.report({ node, messageId: 'cycle', data: { way: names } });
    });
  },
};
