// Written by `npm run generate` from the files of this folder.
import type { PackageManager } from './package-manager.ts';
import { dpkg } from './dpkg.ts';

/** Everything of this folder, by file name. */
export const packageManagers: readonly PackageManager[] = [dpkg];
