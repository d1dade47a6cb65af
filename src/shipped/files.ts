// The files that come with Keyturn besides its code: host scripts, schemas, playbooks, profiles. In a package they stand beside the code;
// in the self-contained executable they are assets inside of it. Nothing else knows where they are.
import { readdir, readFile } from 'node:fs/promises';
import { getAsset, isSea } from 'node:sea';

/** The asset of the executable that names all the others, as a JSON array of paths. */
export const assetList = 'assets.json';

// `src/shipped/` and `dist/shipped/` are equally deep in the package.
const root = new URL('../../', import.meta.url);

/** A shipped file by its path in the package, such as `schemas/plan.schema.json`. Rejects when the package is incomplete. */
export async function shippedText(path: string): Promise<string> {
  return isSea() ? getAsset(path, 'utf8') : readFile(new URL(path, root), 'utf8');
}

/** The names of the files in a shipped folder, in order. */
export async function shippedNames(folder: string): Promise<readonly string[]> {
  if (!isSea()) return (await readdir(new URL(`${folder}/`, root))).sort();
  const paths = JSON.parse(getAsset(assetList, 'utf8')) as readonly string[];
  return paths.flatMap((path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : [])).sort();
}
