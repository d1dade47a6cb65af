// What the files below src/ import of each other, and what they export: read once a process, without types.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/**
 * @typedef {object} Module
 * @property {readonly string[]} imports Absolute paths of the files of ours that it names in whatever way: values, types, `import()`.
 * @property {ReadonlyMap<string, number>} exports The lines of the names that it declares and exports.
 */

/** @type {Map<string, ReadonlyMap<string, Module>>} */
const graphs = new Map();

/**
 * The modules below a folder, by absolute path.
 * @param {string} folder
 * @returns {ReadonlyMap<string, Module>}
 */
export function moduleGraph(folder) {
  const known = graphs.get(folder);
  if (known !== undefined) return known;
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const graph = new Map(paths.map((path) => [join(folder, path), readModule(join(folder, path))]));
  graphs.set(folder, graph);
  return graph;
}

/**
 * @param {string} path
 * @returns {Module}
 */
function readModule(path) {
  const text = readFileSync(path, 'utf8');
  const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return {
    imports: imports.filter((name) => name.startsWith('.')).map((name) => resolve(dirname(path), name)),
    exports: exportsOf(text),
  };
}

const declaration =
  /^export (?:declare |abstract |async )*(?:const|let|function\*?|class|interface|type|enum) +(?<name>[\w$]+)/u;

/**
 * Prettier leaves `export` at the start of its line. A name that is handed on (`export { x } from`) is no second one.
 * @param {string} text
 */
function exportsOf(text) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const [at, line] of text.split('\n').entries()) {
    const name = declaration.exec(line)?.groups?.['name'];
    if (name !== undefined && !found.has(name)) found.set(name, at + 1);
  }
  return found;
}

/** The option of a rule that looks at the modules of a folder: `{ folder }`. */
export const folderOption = [
  {
    type: 'object',
    additionalProperties: false,
    required: ['folder'],
    properties: { folder: { type: 'string' } },
  },
];
