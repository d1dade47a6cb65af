// What a packed folder is like, however and whenever it is made.
import { chmodSync, lutimesSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Modes that do not depend on the umask, and the time of the commit. */
export function settle(folder: string, epoch: number): void {
  for (const path of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const file = join(folder, path);
    chmodSync(file, statSync(file).isDirectory() ? 0o755 : 0o644);
    lutimesSync(file, epoch, epoch);
  }
}
