// What a randomised test draws from, and how often: fixed by the commit, so that a rerun of the same commit repeats it.
import { execFileSync } from 'node:child_process';

/** KEYTURN_SEED, else the beginning of the commit's id, else 0. */
export function seed(): number {
  const given = process.env['KEYTURN_SEED'];
  if (given !== undefined && given !== '') return Number(given);
  try {
    return Number.parseInt(execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).slice(0, 7), 16);
  } catch {
    return 0;
  }
}

/** How many cases to run: `full` with KEYTURN_FULL=1, else `sample`. */
export function runs(sample: number, full: number): number {
  return process.env['KEYTURN_FULL'] === '1' ? full : sample;
}
