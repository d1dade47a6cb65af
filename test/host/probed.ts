// Runs host scripts with probes in them; see instrument.ts and probe.ts.
import { existsSync, readFileSync } from 'node:fs';
import type { HostScripts } from '../../src/host-protocol/host-scripts.ts';
import { lookAtDisk } from './disk.ts';
import { lastFromInput, run, type HostRoot, type Ran } from './host-root.ts';
import { instrument } from './instrument.ts';
import { layProbes, probeFolder, type Point, type Purpose } from './probe.ts';

/** A shell as an argument vector. */
export type Shell = readonly [string, ...string[]];

/** How a run with probes went. */
export interface Probed {
  readonly ran: Ran;
  /** Whether the point was reached at which something was to happen. */
  readonly struck: boolean;
  /** Every point that was passed. */
  readonly points: readonly Point[];
  /** Where the run was watched: those of the points whose command wrote to the disk. */
  readonly writes: readonly Point[];
}

/** The scripts with probes in them; what stage puts on the host has them too. */
export function instrumented(scripts: HostScripts): HostScripts {
  const staged = Object.entries(scripts.staged).map(([name, text]) => [name, instrument(name, text)] as const);
  const copies = Object.fromEntries(staged) as HostScripts['staged'];
  // As another account it is a shell of its own, which knows no more than its environment.
  const loads = '[ -n "${kt_probe-}" ] || [ -z "${KT_PROBE-}" ] || . "$KT_PROBE"';
  return {
    stage: instrument('stage.sh', scripts.stage),
    staged: { ...copies, 'owner.sh': `${loads}\n${copies['owner.sh']}` },
  };
}

/** Runs an instrumented script file. */
export function runProbed(
  host: HostRoot,
  shell: Shell,
  script: string,
  words: readonly string[],
  purpose: Purpose,
  last = '',
): Probed {
  const folder = host.at(probeFolder);
  const hand = layProbes(host, purpose);
  try {
    // `$0` must stay the script's own path: the scripts find their folder by it.
    const start = `export KT_PROBE='${folder}/probe'; echo $$ >'${folder}/group'; kt_root=yes; . "$KT_PROBE"; ${last === '' ? ':' : lastFromInput}; . "$0"`;
    const ran = run(['setsid', '--wait', ...shell], ['-c', start, script, ...words], last);
    const passed = readFileSync(`${folder}/log`, 'utf8').trim().split('\n');
    const points = pointsOf(passed.map((line) => line.split(' ')[0] ?? ''));
    const writes = purpose === 'watch' ? writesOf([...passed, `end ${lookAtDisk(host)}`], points) : [];
    return { ran, struck: existsSync(`${folder}/struck`), points, writes };
  } finally {
    hand.kill('SIGKILL');
  }
}

/** Points from the places that were passed, in order. */
export function pointsOf(places: readonly string[]): readonly Point[] {
  const seen = new Map<string, number>();
  return places.map((place) => {
    const nth = (seen.get(place) ?? 0) + 1;
    seen.set(place, nth);
    return { place, nth };
  });
}

/** Of the points that a watched run passed, those at which the disk is not as it was at the point before. */
export function pointsAfterWrites(log: readonly string[]): readonly Point[] {
  const looks = log.map((line) => line.slice(line.indexOf(' ')));
  const points = pointsOf(log.map((line) => line.split(' ')[0] ?? ''));
  return points.filter((_, index) => index > 0 && looks[index] !== looks[index - 1]);
}

/** A command has written when the disk is not as it was before, at the command after it. */
function writesOf(passed: readonly string[], points: readonly Point[]): readonly Point[] {
  const looks = passed.map((line) => line.slice(line.indexOf(' ')));
  return points.filter((_, index) => looks[index] !== looks[index + 1]);
}
