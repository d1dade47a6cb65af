// Where Keyturn keeps its own files (XDG Base Directory Specification).
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The environment of a run. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The identity that `vault init` makes and the other commands use, unless told otherwise. */
export function defaultIdentityFile(env: Env): string {
  return join(base(env, 'XDG_CONFIG_HOME', '.config'), 'keyturn', 'identity.txt');
}

/** The folder that remembers spent one-time codes between runs. */
export function spentCodesFolder(env: Env): string {
  return join(base(env, 'XDG_STATE_HOME', '.local/state'), 'keyturn', 'spent-codes');
}

/** The folder that holds the journals of runs. */
export function runsFolder(env: Env): string {
  return join(base(env, 'XDG_STATE_HOME', '.local/state'), 'keyturn', 'runs');
}

// The specification tells to ignore relative paths.
function base(env: Env, variable: string, fallback: string): string {
  const folder = env[variable];
  return folder !== undefined && isAbsolute(folder) ? folder : join(env['HOME'] ?? homedir(), fallback);
}
