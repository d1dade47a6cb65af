// All of the program's own code and of its packages, as one CommonJS file, which is what a single executable application runs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Release } from './release.ts';

/** A package whose code is in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** Writes the bundle and gives the packages in it, by name. */
export async function bundle({ root }: Release, file: string): Promise<readonly BundledPackage[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // A build in a checkout whose node_modules is a link elsewhere has the same names in it.
    preserveSymlinks: true,
    // The optional native parts of ssh2, which goes on without them.
    external: ['cpu-features', '*.node'],
    // Only the module that reads shipped files looks at it, and not inside of an executable.
    define: { 'import.meta.url': '"file:///keyturn/src/shipped/files.js"' },
    metafile: true,
    logLevel: 'warning',
  });
  const folders = Object.keys(metafile.inputs).flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)].sort().map((folder) => describe(root, folder));
}

function describe(root: string, folder: string): BundledPackage {
  const path = join(root, folder);
  if (!existsSync(join(path, 'package.json'))) throw new Error(`${folder} is not a package`);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined && license === undefined) throw new Error(`${folder} says nothing of its licence`);
  return { name, version, licence: file === undefined ? `${license}\n` : readFileSync(join(path, file), 'utf8') };
}
