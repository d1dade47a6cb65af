// What a folder with a registry holds, as its files export it, whatever state the registry is in.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entriesOf, registries } from './registries.ts';

/** Every value of the registry called `list`, by file name. Throws for a list that there is no registry of. */
export async function valuesOf<T>(root: string, list: string): Promise<readonly T[]> {
  const registry = registries.find((one) => one.list === list);
  if (registry === undefined) throw new TypeError(`there is no registry "${list}"`);
  const entries = await entriesOf(root, registry);
  return Promise.all(
    entries.map(async ({ file, name }) => {
      const module = (await import(pathToFileURL(join(root, registry.folder, file)).href)) as Record<string, unknown>;
      return module[name] as T;
    }),
  );
}
