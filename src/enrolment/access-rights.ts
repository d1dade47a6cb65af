// Who else on this computer could change or read a file that we are about to trust.
import type { Stats } from 'node:fs';
import { KeyturnError } from '../diagnostics/errors.ts';

/** Throws when anybody but the user and root can change what is in `path`. */
export function requireUnwritable(path: string, stats: Stats): void {
  requireOwner(path, stats);
  if ((stats.mode & 0o022) === 0) return;
  throw new KeyturnError(`others may write to "${path}" (mode ${octal(stats)})`, {
    help: `others who can write there can replace secrets; look at what is in it, then run: chmod go-w ${path}`,
  });
}

/** Throws when anybody but the user and root can read or change `path`. */
export function requirePrivate(path: string, stats: Stats): void {
  requireOwner(path, stats);
  if ((stats.mode & 0o077) === 0) return;
  throw new KeyturnError(`others may use "${path}" (mode ${octal(stats)})`, { help: `run: chmod 600 ${path}` });
}

function requireOwner(path: string, stats: Stats): void {
  const self = process.getuid?.();
  if (self === undefined || stats.uid === 0 || stats.uid === self) return;
  throw new KeyturnError(`"${path}" belongs to another user (uid ${stats.uid})`, {
    help: 'use one that belongs to you or to root',
  });
}

function octal(stats: Stats): string {
  return (stats.mode & 0o7777).toString(8).padStart(4, '0');
}
