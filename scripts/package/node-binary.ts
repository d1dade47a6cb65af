// The Node.js that the executable carries. It is larger than all other packages together, so it is no dependency: it comes when it is
// needed, from the registry that npm is set up for, and is kept in .build/node/.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Release } from './release.ts';

export const nodeVersion = '24.22.3';

export type Architecture = 'x64' | 'arm64';

/** What npm has of the two packages, in the form of package-lock.json. */
const integrities: Readonly<Record<Architecture, string>> = {
  x64: 'sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
  arm64: 'sha512-IZx0J52/1NDwAsY2iyWR9nlPIYuYviTWetjj8+ElvYQh2+XRhLfCfkbFEF/2O5vGI2hcUbyPNHV+nz342FbJXw==',
};

/** A copy of the binary in the work folder, and the text of its licence. Throws when the package is not the one that is meant. */
export function nodeBinary(
  release: Release,
  architecture: Architecture,
): { readonly binary: string; readonly licence: string } {
  const tarball = fetched(release, architecture);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (integrity !== integrities[architecture])
    throw new Error(`${tarball} is not the package that is meant: remove it`);
  const folder = mkdtempSync(join(release.work, `node-${architecture}-`));
  execFileSync('tar', [
    ...['-xzf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner'],
    ...['package/bin/node', 'package/LICENSE'],
  ]);
  return { binary: join(folder, 'bin/node'), licence: readFileSync(join(folder, 'LICENSE'), 'utf8') };
}

function fetched({ root, say }: Release, architecture: Architecture): string {
  const name = `node-linux-${architecture}`;
  const cache = join(root, '.build/node');
  const kept = join(cache, `${name}-${nodeVersion}.tgz`);
  if (existsSync(kept)) return kept;
  say(`executable: fetching ${name}@${nodeVersion}`);
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'fetch-'));
  try {
    execFileSync('npm', ['pack', `${name}@${nodeVersion}`, '--silent', '--pack-destination', folder], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error(`npm pack gave no ${name}`);
    // Another packaging may do the same at the same time; either copy will do.
    renameSync(join(folder, file), kept);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return kept;
}
