// The package for npm. It is packed from a folder of its own, with a clean build, files of git only, and modes that do not depend on the
// umask; `npm pack` in the checkout would take whatever dist/ there is, or none.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { trackedFiles, type Release } from './release.ts';
import { settle } from './settle.ts';

const beside = ['LICENSE', 'README.md'];

/** Makes `keyturn-VERSION.tgz`, and runs what is in it. */
export function makeTarball(release: Release): Promise<void> {
  const { root, out, manifest, say } = release;
  const folder = join(release.work, 'tarball');
  say('tarball: compiling');
  // Types are judged by `npm run check`; without them the output is the same.
  run(root, join(root, 'node_modules/.bin/tsc'), [
    ...['-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(folder, 'dist')],
  ]);
  for (const file of trackedFiles(release, [...manifest.files.filter((name) => name !== 'dist'), ...beside])) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  writeFileSync(join(folder, 'package.json'), shippedManifest(root));
  settle(folder, release.epoch);
  say('tarball: packing');
  run(folder, 'npm', ['pack', '--silent', '--pack-destination', out]);
  checkTarball(release, join(out, `${manifest.name}-${manifest.version}.tgz`));
  return Promise.resolve();
}

/** package.json for those who install: nothing of development. */
function shippedManifest(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  for (const key of ['private', 'scripts', 'devDependencies']) Reflect.deleteProperty(manifest, key);
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Throws unless every folder of `files` is in the tarball and its program starts. */
function checkTarball({ manifest, work, say }: Release, tarball: string): void {
  const folder = join(work, 'unpacked');
  mkdirSync(folder);
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder]);
  const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n');
  const missing = [...manifest.files, ...Object.values(manifest.bin), ...beside].filter(
    (path) => !names.some((name) => name === `package/${path}` || name.startsWith(`package/${path}/`)),
  );
  if (missing.length > 0) throw new Error(`the tarball lacks ${missing.join(', ')}`);
  const program = join(folder, manifest.bin['keyturn'] ?? '');
  const version = execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' }).trim();
  if (version !== manifest.version) throw new Error(`the program in the tarball says it is ${version}`);
  say(`tarball: ${names.length - 1} files, and its program starts`);
}

function run(cwd: string, program: string, args: readonly string[]): void {
  execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
