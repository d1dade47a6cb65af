// The operator's home directory in paths from configuration.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Replaces a leading `~/` by the operator's home directory. Other uses of `~` stay as they are. */
export function expandHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}
