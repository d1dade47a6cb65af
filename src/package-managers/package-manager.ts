// What differs between package managers: data first, sh where only the host can say it. Adding one is adding a file.
import type { Command } from '../shell/command.ts';

/**
 * One package manager. `query` and `owner` are POSIX sh that reads and never writes. Every host is sent those of all package managers, so
 * they run only where `program` and `database` are there.
 */
export interface PackageManager {
  /** The file is called so. */
  readonly name: string;
  /** The program that is asked. */
  readonly program: string;
  /** The folder of what is installed: where the program is and this is not, the host is another package manager's. */
  readonly database: string;
  /** Prints which of the packages are installed; the names are quoted words of sh. */
  query(words: string): string;
  /** Which packages are installed, by what `query` printed. Total: other lines say nothing. */
  parse(lines: readonly string[]): readonly string[];
  /** Prints `PACKAGE: PATH` for every package that has a PAM module of this file name; the module's files are in `"$@"`. */
  owner(module: string): string;
  /** Files that it locks by fcntl(2) or flock(2) as long as it runs. */
  readonly lockFiles: readonly string[];
  readonly leftovers: Leftovers;
  /** Commands that install packages without asking anything; the first one that fails ends it. */
  install(packages: readonly string[]): readonly Command[];
  /** What a person types to make a package be as it was installed. */
  reinstall(name: string): string;
  /** What it says, in the C locale, when it does not begin because another one runs. */
  readonly busy: RegExp;
}

/** What an upgrade calls the files that it leaves beside a configuration file that was changed: endings behind a dot. */
export interface Leftovers {
  /** The package's newer version, the commonest ending first; what was here stays in place. */
  readonly newer: readonly [string, ...string[]];
  /** What was here; the package's version took its place. */
  readonly replaced: readonly string[];
}

/** A condition of sh: whether the host is this package manager's. */
export function isThere({ program, database }: Pick<PackageManager, 'program' | 'database'>): string {
  return `command -v ${program} >/dev/null 2>&1 && [ -d ${database} ]`;
}
