// Debian's package: the executable, with its manual page and completions where Debian looks for them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { commandTree } from './command-tree.ts';
import { bashCompletion, fishCompletion, zshCompletion } from './completions.ts';
import { executable } from './executable.ts';
import { manPage } from './man-page.ts';
import type { Architecture } from './node-binary.ts';
import type { Release } from './release.ts';
import { settle } from './settle.ts';

const debianNames: Readonly<Record<Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Makes `keyturn_VERSION_ARCHITECTURE.deb`. */
export async function makeDeb(release: Release, architecture: Architecture): Promise<void> {
  const { manifest, out, work, epoch, say } = release;
  const { file, licences } = await executable(release, architecture);
  const folder = join(work, `deb-${architecture}`);
  const program = join(folder, 'usr/bin/keyturn');
  mkdirSync(dirname(program), { recursive: true });
  copyFileSync(file, program);
  for (const [path, content] of Object.entries(await texts(release, licences))) put(folder, path, content);
  // Before DEBIAN/ is there, whose files are not installed.
  const installed = filesIn(folder);
  const sums = installed.map((path) => `${md5(join(folder, path))}  ${path}\n`).join('');
  const kilobytes = Math.ceil(installed.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0) / 1024);
  put(folder, 'DEBIAN/md5sums', sums);
  put(folder, 'DEBIAN/control', control(release, debianNames[architecture], kilobytes));
  settle(folder, epoch);
  chmodSync(program, 0o755);
  const deb = join(out, `${manifest.name}_${manifest.version}_${debianNames[architecture]}.deb`);
  say(`deb: packing for ${debianNames[architecture]}`);
  // gzip: dpkg of every supported release reads it, and it gives the same bytes however many processors there are.
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z6', '--build', folder, deb], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function texts(
  { root, manifest, epoch }: Release,
  licences: string,
): Promise<Readonly<Record<string, string | Buffer>>> {
  const commands = await commandTree(manifest.version);
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const documents = 'usr/share/doc/keyturn';
  return {
    'usr/share/man/man1/keyturn.1.gz': gzip(manPage(commands, manifest.version, epoch)),
    'usr/share/bash-completion/completions/keyturn': bashCompletion(commands),
    'usr/share/zsh/vendor-completions/_keyturn': zshCompletion(commands),
    'usr/share/fish/vendor_completions.d/keyturn.fish': fishCompletion(commands),
    [`${documents}/README.md`]: read('README.md'),
    [`${documents}/changelog.gz`]: gzip(read('CHANGELOG.md')),
    [`${documents}/copyright`]: `Keyturn is licensed under ${manifest.license}:\n\n${read('LICENSE')}\n${'-'.repeat(78)}\n\nIts executable holds these packages:\n\n${licences}`,
  };
}

function control({ manifest }: Release, architecture: string, kilobytes: number): string {
  return `Package: ${manifest.name}
Version: ${manifest.version}
Architecture: ${architecture}
Maintainer: The Keyturn maintainers
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.28), libgcc-s1, libstdc++6
Section: admin
Priority: optional
Description: two-factor SSH for inventories of hosts
 ${manifest.description}.
`;
}

function put(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function gzip(text: string): Buffer {
  return gzipSync(text, { level: 9 });
}

function md5(file: string): string {
  return createHash('md5').update(readFileSync(file)).digest('hex');
}

/** Paths of the files below the folder, in order. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}
