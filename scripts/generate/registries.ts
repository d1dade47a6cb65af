// Registries: what a folder holds, one entry per file. Adding a thing is adding a file.
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder with a registry: an array named `list` of values of `type`, which `from` declares. */
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
];

/** A file of the folder and the export in it that belongs in the registry. */
export interface Entry {
  readonly file: string;
  readonly name: string;
}

/**
 * The entries of a folder, by file name. A file takes part when it exports an object whose `name` is that of the file (`-` and `_` are
 * the same); other files of the folder are no entries.
 */
export async function entriesOf(root: string, registry: Registry): Promise<readonly Entry[]> {
  const folder = join(root, registry.folder);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !/^index\.ts$|\.gen\.ts$/.test(file));
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
  return exports.find(([, value]) => nameOf(value)?.replaceAll('_', '-') === text)?.[0];
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value)) return undefined;
  return typeof value.name === 'string' ? value.name : undefined;
}

/** The text of `index.ts`. */
export function registryText({ list, type, from }: Registry, entries: readonly Entry[]): string {
  const imports = entries.map(({ file, name }) => `import { ${name} } from './${file}';`);
  return [
    '// Written by `npm run generate` from the files of this folder.',
    `import type { ${type.replace(/<.*/, '')} } from './${from}';`,
    ...imports,
    '',
    `/** Everything of this folder, by file name. */`,
    `export const ${list}: readonly ${type}[] = [${entries.map(({ name }) => name).join(', ')}];`,
    '',
  ].join('\n');
}
