// Registries: what a folder holds, one entry per file. Adding a thing is adding a file.
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder with a registry: an array named `list` of values of `type`, which `from` declares, seen from the folder. */
export interface Registry {
  readonly folder: string;
  readonly list: string;
  readonly type: string;
  readonly from: string;
}

/** Every registry of the project. A folder is added here and nowhere else. */
export const registries: readonly Registry[] = [
  { folder: 'src/facts', list: 'facts', type: 'Fact<unknown>', from: 'fact.ts' },
  { folder: 'src/distros', list: 'distros', type: 'Distro', from: 'distro.ts' },
  { folder: 'src/tasks', list: 'taskTypes', type: 'TaskType<unknown>', from: 'task-type.ts' },
  { folder: 'src/audit/rules', list: 'rules', type: 'Rule', from: '../rule.ts' },
];

/** A file of the folder and the export in it that belongs in the registry. */
export interface Entry {
  readonly file: string;
  readonly name: string;
}

/**
 * The entries of a folder, by file name. A file takes part when it exports an object whose `name` is that of the file (`-` and `_` are
 * the same), or whose `id` begins it (`TFA-008-use-pam.ts`); other files of the folder are no entries.
 */
export async function entriesOf(root: string, registry: Registry): Promise<readonly Entry[]> {
  const folder = join(root, registry.folder);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
  const entries: Entry[] = [];
  for (const file of files.sort()) {
    const name = await exportOf(join(folder, file));
    if (name !== undefined) entries.push({ file, name });
  }
  return entries;
}

async function exportOf(path: string): Promise<string | undefined> {
  const text = basename(path, '.ts');
  // Files that import a registry would be imported before it is written.
  const exports = Object.entries((await import(pathToFileURL(path).href)) as Record<string, unknown>);
  return exports.find(([, value]) => isCalled(value, text))?.[0];
}

function isCalled(value: unknown, file: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('id' in value && typeof value.id === 'string') return file.startsWith(`${value.id}-`);
  return 'name' in value && typeof value.name === 'string' && value.name.replaceAll('_', '-') === file;
}

/** The text of `index.ts`. */
export function registryText({ list, type, from }: Registry, entries: readonly Entry[]): string {
  const imports = entries.map(({ file, name }) => `import { ${name} } from './${file}';`);
  return [
    '// Written by `npm run generate` from the files of this folder.',
    `import type { ${type.replace(/<.*/, '')} } from '${from.startsWith('.') ? from : `./${from}`}';`,
    ...imports,
    '',
    `/** Everything of this folder, by file name. */`,
    `export const ${list}: readonly ${type}[] = [${entries.map(({ name }) => name).join(', ')}];`,
    '',
  ].join('\n');
}
