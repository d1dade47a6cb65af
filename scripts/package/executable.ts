// The self-contained executable: a Node.js with the program and its files inside (a single executable application), for machines on
// which there is no Node.js.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetList } from '../../src/shipped/files.ts';
import { bundle, type BundledPackage } from './bundle.ts';
import { nodeBinary, type Architecture } from './node-binary.ts';
import { trackedFiles, type Release } from './release.ts';

/** e_machine of the ELF header. */
const machines: Readonly<Record<Architecture, number>> = { x64: 62, arm64: 183 };

const mark = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** The executable and the licences of all that is inside. */
export interface Executable {
  readonly file: string;
  readonly licences: string;
}

/** Makes an executable in the work folder, once per release. */
export function executable(release: Release, architecture: Architecture): Promise<Executable> {
  const made = release.executables.get(architecture) ?? makeExecutable(release, architecture);
  release.executables.set(architecture, made);
  return made;
}

/** Makes `keyturn-VERSION-linux-ARCHITECTURE`, and beside it the licences of what is in it. */
export async function copyExecutable(release: Release, architecture: Architecture): Promise<void> {
  const { file, licences } = await executable(release, architecture);
  const name = `${release.manifest.name}-${release.manifest.version}-linux-${architecture}`;
  copyFileSync(file, join(release.out, name));
  chmodSync(join(release.out, name), 0o755);
  writeFileSync(join(release.out, `${name}.licences.txt`), licences);
}

async function makeExecutable(release: Release, architecture: Architecture): Promise<Executable> {
  const { work, say } = release;
  const folder = join(work, `executable-${architecture}`);
  mkdirSync(folder);
  const packages = await bundle(release, join(folder, 'keyturn.cjs'));
  const { binary, licence } = nodeBinary(release, architecture);
  const licences = licenceText(packages, licence);
  writeAssets(release, folder);
  say(`executable: putting ${packages.length} packages and the shipped files into Node.js for ${architecture}`);
  // The blob is written by a Node.js of the same version, which for a foreign architecture is this machine's own.
  const writer = architecture === process.arch ? binary : nodeBinary(release, process.arch as Architecture).binary;
  execFileSync(writer, ['--experimental-sea-config', 'sea.json'], {
    cwd: folder,
    stdio: 'pipe',
  });
  const blob = readFileSync(join(folder, 'keyturn.blob'));
  const file = join(folder, 'keyturn');
  copyFileSync(binary, file);
  // It warns of the names of sections that Node.js itself has; what it says is shown where it fails.
  execFileSync(
    join(release.root, 'node_modules/.bin/postject'),
    [...[file, 'NODE_SEA_BLOB', join(folder, 'keyturn.blob')], ...['--sentinel-fuse', mark]],
    { stdio: 'pipe' },
  );
  chmodSync(file, 0o755);
  checkExecutable(release, file, blob, architecture);
  return { file, licences };
}

/** The configuration of the blob. Its paths are relative: they are in the blob. */
function writeAssets(release: Release, folder: string): void {
  const { root, manifest } = release;
  const shipped = trackedFiles(release, [...manifest.files.filter((name) => name !== 'dist'), 'package.json']);
  writeFileSync(join(folder, assetList), JSON.stringify(shipped));
  const config = {
    main: 'keyturn.cjs',
    output: 'keyturn.blob',
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    // It would tie the blob to one architecture, and to one build.
    useCodeCache: false,
    // What somebody has set for their own programs does not reach into this one.
    execArgvExtension: 'none',
    assets: {
      [assetList]: assetList,
      ...Object.fromEntries(shipped.map((path) => [path, join(root, path)])),
    },
  };
  writeFileSync(join(folder, 'sea.json'), JSON.stringify(config));
}

function licenceText(packages: readonly BundledPackage[], node: string): string {
  const parts = packages.map(({ name, version, licence }) => `${name} ${version}\n\n${licence.trim()}\n`);
  return [...parts, `Node.js\n\n${node.trim()}\n`].join(`\n${'-'.repeat(78)}\n\n`);
}

/** Throws unless the file is for the architecture and has the blob in it, and says its version where this machine can run it. */
function checkExecutable({ manifest, say }: Release, file: string, blob: Buffer, architecture: Architecture): void {
  const bytes = readFileSync(file);
  if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes.readUInt16LE(18) !== machines[architecture])
    throw new Error(`the executable is not one for ${architecture}`);
  if (!bytes.includes(blob)) throw new Error('the executable has not the program in it');
  if (!bytes.includes(`${mark}:1`)) throw new Error('the executable would start as Node.js');
  if (architecture !== process.arch) {
    say(
      `executable: built for ${architecture}; this machine cannot run it, so only its header and content were checked`,
    );
    return;
  }
  const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim();
  if (version !== manifest.version) throw new Error(`the executable says it is ${version}`);
  say('executable: it starts');
}
