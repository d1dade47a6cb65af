// The task types as their files export them, whatever state the registry is in.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskType } from '../../src/tasks/task-type.ts';
import { entriesOf, registries } from './registries.ts';

/** Every task type, by file name. */
export async function taskTypes(root: string): Promise<readonly TaskType<unknown>[]> {
  const registry = registries.find(({ list }) => list === 'taskTypes');
  if (registry === undefined) return [];
  const entries = await entriesOf(root, registry);
  return Promise.all(
    entries.map(async ({ file, name }) => {
      const module = (await import(pathToFileURL(join(root, registry.folder, file)).href)) as Record<string, unknown>;
      return module[name] as TaskType<unknown>;
    }),
  );
}
