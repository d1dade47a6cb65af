// How property tests choose their numbers: the same for the same commit, others tomorrow, and any that failed again by name.
import { execFileSync } from 'node:child_process';

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

let known: number | undefined;

/** The seed of this run: `KEYTURN_SEED`, else taken from the commit. fast-check prints it when a property fails. */
export function seed(): number {
  const given = process.env['KEYTURN_SEED'];
  known ??= given === undefined ? Number.parseInt(commit().slice(0, 7) || '0', 16) : Number(given);
  return known;
}

/** How often to try: few times by default, many with `KEYTURN_FULL=1`. */
export function runs(sample: number, full: number): number {
  return process.env['KEYTURN_FULL'] === '1' ? full : sample;
}
