// Registries: what a folder holds, one entry per file. Adding a thing is adding a file.
// Files are read, never imported: what they import may name a registry that is not written yet, or an entry that is gone.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

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
  {
    folder: 'src/package-managers',
    list: 'packageManagers',
    type: 'PackageManager',
    from: 'package-manager.ts',
  },
  { folder: 'src/policies', list: 'policies', type: 'Policy', from: 'policy.ts' },
  { folder: 'src/distros', list: 'distros', type: 'Distro', from: 'distro.ts' },
  { folder: 'src/tasks', list: 'taskTypes', type: 'TaskType<unknown>', from: 'task-type.ts' },
  { folder: 'src/audit/rules', list: 'rules', type: 'Rule', from: '../rule.ts' },
  { folder: 'src/reporters', list: 'reporters', type: 'Reporter', from: 'reporter.ts' },
  { folder: 'test/docker/lockouts', list: 'lockouts', type: 'Lockout', from: 'lockout.ts' },
];

/** A file of the folder and the export in it that belongs in the registry. */
export interface Entry {
  readonly file: string;
  readonly name: string;
}

/**
 * The entries of a folder, by file name. A file takes part when it exports a constant that is declared to be of the registry's type
 * (`export const accounts: Fact<Accounts> = …`); other files of the folder are no entries. Throws for a file with two.
 */
export async function entriesOf(root: string, { folder, type }: Registry): Promise<readonly Entry[]> {
  const declaration = new RegExp(String.raw`^export const (\w+): ${nameOf(type)}\b`, 'gm');
  const files = (await readdir(join(root, folder))).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
  const entries: Entry[] = [];
  for (const file of files.sort()) {
    const text = await readFile(join(root, folder, file), 'utf8');
    const names = [...text.matchAll(declaration)].flatMap(([, name]) => name ?? []);
    if (names.length > 1) throw new Error(`${folder}/${file} exports ${names.join(' and ')}: one entry is one file`);
    entries.push(...names.map((name) => ({ file, name })));
  }
  return entries;
}

function nameOf(type: string): string {
  return type.replace(/<.*/, '');
}

/** The text of `index.ts`. */
export function registryText({ list, type, from }: Registry, entries: readonly Entry[]): string {
  const imports = entries.map(({ file, name }) => `import { ${name} } from './${file}';`);
  return [
    '// Written by `npm run generate` from the files of this folder.',
    `import type { ${nameOf(type)} } from '${from.startsWith('.') ? from : `./${from}`}';`,
    ...imports,
    '',
    `/** Everything of this folder, by file name. */`,
    `export const ${list}: readonly ${type}[] = [${entries.map(({ name }) => name).join(', ')}];`,
    '',
  ].join('\n');
}
