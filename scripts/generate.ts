// Writes what follows from the folders and the schemas: registries, schemas, docs/tasks.md, docs/audit.md. One run is enough.
//   npm run generate            writes
//   npm run generate -- --check names the files that are stale, and exits 1 if there are any
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from './generate/format.ts';
import { entriesOf, registries, registryText } from './generate/registries.ts';

const root = join(import.meta.dirname, '..');

/** Writes the file unless it holds the text already, or with `check` only says that it is stale. Tells whether it was as it should be. */
async function settle(path: string, raw: string, check: boolean): Promise<boolean> {
  const text = await format(path, raw);
  const before = await readFile(join(root, path), 'utf8').catch(() => undefined);
  if (before === text) return true;
  process.stderr.write(`${check ? 'stale' : 'wrote'}: ${path}\n`);
  if (!check) await writeFile(join(root, path), text);
  return false;
}

/** Writes the generated files, or with `check` only names the stale ones on standard error. Gives the exit code. */
export async function generate(check: boolean): Promise<number> {
  let fresh = true;
  for (const registry of registries) {
    const text = registryText(registry, await entriesOf(root, registry));
    fresh = (await settle(`${registry.folder}/index.ts`, text, check)) && fresh;
  }
  if (check && !fresh) {
    process.stderr.write('stale, perhaps: the schemas and pages that follow from these\n');
    return 1;
  }
  // Not before: they import the registries.
  const { documents } = await import('./generate/documents.ts');
  for (const [path, text] of documents) fresh = (await settle(path, text, check)) && fresh;
  return check && !fresh ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await generate(process.argv.includes('--check'));
}
