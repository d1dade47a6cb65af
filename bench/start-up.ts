// What it costs to start the program at all.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Measurements, Sample } from './measurements.ts';

const cli = join(import.meta.dirname, '../dist/cli.js');
const perRound = 4;

/** Measures whole processes, taking turns. */
export function startUp(measured: Measurements): void {
  for (let time = 0; time < perRound; time += 1) {
    measured.add('node', wholeProcess(['-e', '0']));
    measured.add('version', wholeProcess([cli, '--version']));
    measured.add('help', wholeProcess([cli, 'plan', '--help']));
  }
}

function wholeProcess(argv: readonly string[]): Sample {
  const from = performance.now();
  const { status } = spawnSync(process.execPath, argv, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${argv.join(' ')} ended with ${status ?? 'a signal'}`);
  return { milliseconds: performance.now() - from };
}
