// Which fault hits in which phase, on which host, in which way and when. All of it, or a few of everything by the seed.
import { runs, seed } from '../../support/seed.ts';
import { connectionReset } from './connection-reset.ts';
import { controllerKilled } from './controller-killed.ts';
import { diskFull } from './disk-full.ts';
import { alikeEverywhere, type Fault, type Kind, type Phase, type Variant } from './fault.ts';
import { hostPaused } from './host-paused.ts';
import { networkDisconnected } from './network-disconnected.ts';
import { packageLock, packageLockMissing } from './package-lock.ts';
import { hostRebooted } from './host-rebooted.ts';
import { sshdKilled } from './sshd-killed.ts';

const faults: readonly Fault[] = [
  controllerKilled,
  connectionReset,
  networkDisconnected,
  hostPaused,
  sshdKilled,
  diskFull,
  packageLock,
  packageLockMissing,
  hostRebooted,
];

export interface Case {
  readonly fault: string;
  readonly variant: Variant;
  readonly phase: Phase;
  readonly kind: Kind;
  /** When within the phase, as a part of what the phase usually takes. */
  readonly moment: number;
  readonly title: string;
}

/** Every case there is. */
export function allCases(): readonly Case[] {
  return faults.flatMap((fault) =>
    fault.phases.flatMap((phase, at) =>
      fault.variants.flatMap((variant, which) =>
        kindsFor(fault, phase, at + which).map((kind) => {
          const what = `${fault.name} (${variant.name}) in ${phase} on ${kind}`;
          const moment = drawn(what);
          return { fault: fault.name, variant, phase, kind, moment, title: `${what} at ${moment.toFixed(2)}` };
        }),
      ),
    ),
  );
}

/**
 * All cases with KEYTURN_FULL=1, else some of every fault in every phase. KEYTURN_CASES names some by parts of their titles, with `;`
 * between. What takes long comes first, so that no host is busy with it when the others are done.
 */
export function chosenCases(sample: number): readonly Case[] {
  const all = allCases();
  const named = process.env['KEYTURN_CASES']?.split(';');
  const chosen =
    named === undefined
      ? spread(all, runs(sample, all.length))
      : all.filter(({ title }) => named.some((part) => title.includes(part)));
  return chosen.toSorted((a, b) => lasts(b) - lasts(a));
}

function lasts({ variant: { heals } }: Case): number {
  return typeof heals === 'number' ? heals : 60_000;
}

/** As many of the cases as wanted: of every fault in every phase first one, then a second; of alike ones those for hosts with less to do. */
function spread(cases: readonly Case[], count: number): readonly Case[] {
  const shuffled = cases.map((one) => [drawn(`order of ${one.title}`), one] as const).sort(([a], [b]) => a - b);
  const waiting = new Map<string, Case[]>();
  for (const [, one] of shuffled) {
    const group = `${one.fault} ${one.phase}`;
    waiting.set(group, [...(waiting.get(group) ?? []), one]);
  }
  const chosen: Case[] = [];
  while (chosen.length < count && waiting.size > 0) {
    for (const [group, left] of waiting) {
      const load = (kind: Kind): number => chosen.filter((one) => one.kind === kind).length;
      const [next] = left.toSorted((a, b) => load(a.kind) - load(b.kind));
      if (next !== undefined && chosen.length < count) chosen.push(next);
      const rest = left.filter((one) => one !== next);
      if (rest.length === 0) waiting.delete(group);
      else waiting.set(group, rest);
    }
  }
  return chosen;
}

function kindsFor({ kinds }: Fault, phase: Phase, turn: number): readonly Kind[] {
  if (!alikeEverywhere.includes(phase) || kinds.length <= 2) return kinds;
  return [turn, turn + 2].map((at) => kinds[at % kinds.length]).filter((kind) => kind !== undefined);
}

/** A number from 0 to below 1 that the seed and a name decide. */
function drawn(name: string): number {
  let hash = 2166136261 ^ seed();
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  // What FNV leaves in its upper bits is even enough once they are mixed down.
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
