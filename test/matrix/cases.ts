// Which cases there are for a host, and which of them are tried.
import { createHash } from 'node:crypto';
import type { Point } from '../host/probe.ts';
import { runs, seed } from '../support/seed.ts';
import { orders, titleOf, type Case } from './carry-out.ts';
import { faults, nameOf, type Failpoint, type Fault } from './failpoint.ts';
import type { Reference } from './ground.ts';

/** Seconds that a host is out of reach: not at all but for what was open, for a while, until long after its time. */
const outages = [0, 30, 120, 400] as const;

/** A part of a title: then every case whose title holds it is tried, and no other. */
const wanted = process.env['KEYTURN_CASE'];

/**
 * The places at which scripts are cut: in a full run every one at which the host is not as it was at the place before, since a command
 * that writes nothing makes no difference to what is found afterwards. Otherwise all of them, of which few are tried.
 */
export const cutsWanted = wanted === undefined && runs(0, 1) === 1 ? 'watch' : 'count';

/** The cases to try on a host in that state: all in a full run or when they are asked for by name, else so many by the seed. */
export function chosenCases(state: string, { failpoints, cuts }: Reference, some: number): readonly Case[] {
  const groups = failpoints.flatMap((failpoint) =>
    faultsAt(failpoint).map((fault) =>
      placesOf(failpoint, cuts).map((cut) => caseOf({ state, failpoint, fault, cut })),
    ),
  );
  const all = groups.flat();
  if (wanted !== undefined) return all.filter((one) => `${state}: ${titleOf(one)}`.includes(wanted));
  return runs(some, all.length) === some ? sampleOf(state, groups, some) : all;
}

/** So many by the seed: of one fault after another, at any of the moments alike, and of cuts one. */
function sampleOf(state: string, groups: readonly (readonly Case[])[], some: number): readonly Case[] {
  const first = Math.floor(drawn(state) * faults.length);
  return Array.from({ length: some }, (_, index) => faults[(first + index) % faults.length]).flatMap(
    (fault = 'kill') => {
      const those = groups.filter(([one]) => one?.fault === fault);
      const moments = [...new Set(those.map(([one]) => one?.failpoint.moment))];
      const moment = pick(moments, state, fault, 'moment');
      const group = pick(
        those.filter(([one]) => one?.failpoint.moment === moment),
        state,
        fault,
        'failpoint',
      );
      return pick(group ?? [], state, fault, 'place') ?? [];
    },
  );
}

/** Only a process that dies leaves half of what it was writing. */
function faultsAt({ moment }: Failpoint): readonly Fault[] {
  return moment === 'torn' ? ['kill'] : faults;
}

function placesOf({ name, moment }: Failpoint, cuts: Reference['cuts']): readonly (Point | undefined)[] {
  return moment === 'cut' ? (cuts.get(name) ?? []) : [undefined];
}

function caseOf(what: Pick<Case, 'failpoint' | 'fault' | 'cut'> & { readonly state: string }): Case {
  const { state, failpoint, fault, cut } = what;
  const about = [state, nameOf(failpoint), fault, cut === undefined ? '' : `${cut.place} ${cut.nth}`];
  return {
    ...{ failpoint, fault, cut },
    depth: drawn(...about, 'depth'),
    outage: pick(outages, ...about, 'outage') ?? 0,
    order: pick(orders, ...about, 'order') ?? 'host first',
  };
}

/** One of them, which the seed and the words decide; undefined only where there is none. */
function pick<Item>(items: readonly Item[], ...words: readonly string[]): Item | undefined {
  return items[Math.floor(drawn(...words) * items.length)];
}

/** A number from 0 to 1 that the seed and the words decide. */
function drawn(...words: readonly string[]): number {
  return (
    createHash('sha256')
      .update([seed(), ...words].join('\n'))
      .digest()
      .readUInt32BE() /
    2 ** 32
  );
}
