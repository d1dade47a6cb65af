// What is packaged: one commit, its version and its time.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Executable } from './executable.ts';
import type { Architecture } from './node-binary.ts';

/** The parts of package.json that packaging looks at. */
export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface Release {
  /** The checkout. */
  readonly root: string;
  /** Where the artefacts go. */
  readonly out: string;
  /** A folder for what is needed on the way; goes away at the end. */
  readonly work: string;
  readonly manifest: PackageJson;
  /** Seconds since 1970: the time that every file has, so that two builds of a commit are the same. */
  readonly epoch: number;
  readonly say: (text: string) => void;
  /** Those that are made already: more than one artefact needs them. */
  readonly executables: Map<Architecture, Promise<Executable>>;
}

/** The release that the checkout is. Throws where it is no git checkout. */
export function releaseOf(root: string, out: string, work: string, say: (text: string) => void): Release {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson;
  const commit = git('rev-parse', '--short', 'HEAD');
  const changed = git('status', '--porcelain') === '' ? '' : ', with changes that are not committed';
  say(`${manifest.name} ${manifest.version} of commit ${commit}${changed}`);
  const epoch = Number(git('log', '-1', '--format=%ct'));
  return { root, out, work, manifest, epoch, say, executables: new Map() };
}

/** The files of git below the paths: what only lies about in the checkout is never shipped. */
export function trackedFiles({ root }: Release, paths: readonly string[]): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--', ...paths], { cwd: root, encoding: 'utf8' });
  const files = listed.split('\0').filter((path) => path !== '');
  const missing = paths.filter((path) => !files.some((file) => file === path || file.startsWith(`${path}/`)));
  if (missing.length > 0) throw new Error(`nothing of ${missing.join(', ')} is in git`);
  return files;
}
