// The schema of playbooks, for editors and for ajv.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskType } from '../../src/tasks/task-type.ts';

/** The text of `playbook.schema.json`; undefined as long as nothing makes one. */
export async function playbookSchemaText(
  root: string,
  types: readonly TaskType<unknown>[],
): Promise<string | undefined> {
  const path = join(root, 'src/playbook/playbook-schema.ts');
  if (!existsSync(path)) return undefined;
  const module = (await import(pathToFileURL(path).href)) as {
    playbookSchema(types: readonly TaskType<unknown>[]): unknown;
  };
  return `${JSON.stringify(module.playbookSchema(types), undefined, 2)}\n`;
}
