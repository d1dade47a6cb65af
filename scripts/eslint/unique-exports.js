// A name is exported once in all of src/: who reads it, or looks for it, finds one thing.
import { relative } from 'node:path';
import { folderOption, moduleGraph } from './module-graph.js';

/** @type {Map<string, ReadonlyMap<string, readonly string[]>>} */
const indexes = new Map();

/**
 * Which files export a name, as `path:line`.
 * @param {string} folder
 * @returns {ReadonlyMap<string, readonly string[]>}
 */
function exporters(folder) {
  const known = indexes.get(folder);
  if (known !== undefined) return known;
  /** @type {Map<string, string[]>} */
  const index = new Map();
  for (const [path, { exports }] of moduleGraph(folder)) {
    for (const [name, line] of exports) {
      index.set(name, [...(index.get(name) ?? []), `${relative(folder, path)}:${String(line)}`]);
    }
  }
  indexes.set(folder, index);
  return index;
}

/** @type {import('eslint').Rule.RuleModule} */
export const uniqueExports = {
  meta: {
    type: 'problem',
    schema: folderOption,
    messages: { twice: '"{{name}}" is exported by {{others}} too: name each for what it is' },
  },
  create(context) {
    const [{ folder }] = context.options;
    const index = exporters(folder);
    return {
      Program() {
        const own = relative(folder, context.filename);
        for (const [name, line] of moduleGraph(folder).get(context.filename)?.exports ?? []) {
          const others = (index.get(name) ?? []).filter((place) => place !== `${own}:${String(line)}`);
          if (others.length === 0) continue;
          context.report({ loc: { line, column: 0 }, messageId: 'twice', data: { name, others: others.join(', ') } });
        }
      },
    };
  },
};
