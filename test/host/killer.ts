// Runs a script and kills it before the command of one's choice; see instrument.ts for how.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { HostScripts } from '../../src/transaction/host-scripts.ts';
import { run, type HostRoot, type Ran } from './host-root.ts';
import { instrument, probe } from './instrument.ts';

/** A shell as an argument vector. */
export type Shell = readonly [string, ...string[]];

/**
 * A command of a script's run: its count in its process, how many processes reach that count before it does, and how many
 * commands follow it.
 */
export interface KillPoint {
  readonly at: number;
  readonly nth: number;
  readonly left: number;
}

const never: KillPoint = { at: 0, nth: 0, left: 0 };

/** The scripts with probes in them; what stage puts on the host has them too, so that owner.sh is killed in the middle as well. */
export function instrumented(scripts: HostScripts): HostScripts {
  const staged = Object.entries(scripts.staged).map(([name, text]) => [name, instrument(text)] as const);
  return { stage: instrument(scripts.stage), staged: Object.fromEntries(staged) as HostScripts['staged'] };
}

/** Runs an instrumented script file. Gives every point at which it could have been killed. */
export function runKilled(
  root: HostRoot,
  shell: Shell,
  script: string,
  words: readonly string[],
  { point = never, input = '' }: { readonly point?: KillPoint; readonly input?: string } = {},
): { readonly ran: Ran; readonly points: readonly KillPoint[] } {
  const [log, hits] = [root.at('stub/log-of-commands'), root.at('stub/hits')];
  for (const file of [log, hits]) rmSync(file, { force: true });
  writeFileSync(root.at('stub/probe'), probe(log, hits, point.at, point.nth));
  // `$0` must stay the script's own path: the scripts find their folder by it.
  const start = `. '${root.at('stub/probe')}'; . "$0"`;
  const ran = run(['setsid', '--wait', ...shell], ['-c', start, script, ...words], input);
  return { ran, points: existsSync(log) ? pointsOf(readFileSync(log, 'utf8')) : [] };
}

function pointsOf(log: string): readonly KillPoint[] {
  const seen = new Map<number, number>();
  return log
    .trim()
    .split('\n')
    .map((line, index, all) => {
      const at = Number(line);
      const nth = (seen.get(at) ?? 0) + 1;
      seen.set(at, nth);
      return { at, nth, left: all.length - 1 - index };
    });
}
