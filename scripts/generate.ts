// Writes what follows from the folders and the schemas: registries, schemas, docs/tasks.md, docs/audit.md.
//   npm run generate            writes
//   npm run generate -- --check names the files that are stale, and exits 1 if there are any
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../src/audit/rule.ts';
import { publishedBaselineSchema } from '../src/audit/baseline/baseline-schema.ts';
import { publishedProfileSchema } from '../src/audit/profile/profile-schema.ts';
import type { TaskType } from '../src/tasks/task-type.ts';
import { auditDoc } from './generate/audit-doc.ts';
import { valuesOf } from './generate/entries.ts';
import { playbookSchemaText } from './generate/playbook-schema.ts';
import { format } from './generate/format.ts';
import { entriesOf, registries, registryText } from './generate/registries.ts';
import { tasksDoc } from './generate/tasks-doc.ts';

const root = join(import.meta.dirname, '..');

/** Every generated file and what it should hold, formatted. Registries come first: the others are made from what they list. */
async function* generated(): AsyncGenerator<readonly [string, string]> {
  for (const registry of registries) {
    yield [`${registry.folder}/index.ts`, registryText(registry, await entriesOf(root, registry))];
  }
  const types = await valuesOf<TaskType<unknown>>(root, 'taskTypes');
  yield ['docs/tasks.md', tasksDoc(types)];
  const schema = await playbookSchemaText(root, types);
  if (schema !== undefined) yield ['schemas/playbook.schema.json', schema];
  const rules = await valuesOf<Rule>(root, 'rules');
  yield ['docs/audit.md', auditDoc(rules)];
  yield ['schemas/baseline.schema.json', `${JSON.stringify(publishedBaselineSchema(rules), undefined, 2)}\n`];
  yield ['schemas/profile.schema.json', `${JSON.stringify(publishedProfileSchema(rules), undefined, 2)}\n`];
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(join(root, path), 'utf8').catch(() => undefined);
}

/** Writes the generated files, or with `check` only names the stale ones on standard error. Gives the exit code. */
export async function generate(check: boolean): Promise<number> {
  let stale = 0;
  for await (const [path, raw] of generated()) {
    const text = await format(path, raw);
    if ((await textOf(path)) === text) continue;
    stale += 1;
    process.stderr.write(`${check ? 'stale' : 'wrote'}: ${path}\n`);
    if (check) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return check && stale > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await generate(process.argv.includes('--check'));
}
