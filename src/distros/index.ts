// Written by `npm run generate` from the files of this folder.
import type { Distro } from './distro.ts';
import { debian } from './debian.ts';

/** Everything of this folder, by file name. */
export const distros: readonly Distro[] = [debian];
