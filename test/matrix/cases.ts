// Which cases there are for a host, and which of them are tried.
import { createHash } from 'node:crypto';
import { runs, seed } from '../support/seed.ts';
import { orders, titleOf, type Case } from './carry-out.ts';
import { faults, nameOf, type Failpoint, type Fault } from './failpoint.ts';

/** Seconds that a host is out of reach: not at all but for what was open, for a while, until long after its time. */
const outages = [0, 30, 120, 400] as const;

/** A part of a title: then every case whose title holds it is tried, and no other. */
const wanted = process.env['KEYTURN_CASE'];

/** The cases to try on a host in that state: all in a full run or when they are asked for by name, else so many by the seed. */
export function chosenCases(state: string, failpoints: readonly Failpoint[], some: number): readonly Case[] {
  const all = failpoints.flatMap((failpoint) => faultsAt(failpoint).map((fault) => caseOf(state, failpoint, fault)));
  if (wanted !== undefined) return all.filter((one) => `${state}: ${titleOf(one)}`.includes(wanted));
  return runs(some, all.length) === some ? sampleOf(state, all, some) : all;
}

/** So many of them by the seed, of one fault after another. */
function sampleOf(state: string, all: readonly Case[], some: number): readonly Case[] {
  const first = Math.floor(drawn(state) * faults.length);
  const inTurn = Array.from({ length: some }, (_, index) => faults[(first + index) % faults.length]);
  return inTurn.flatMap((fault) => {
    const those = all.filter((one) => one.fault === fault);
    return those[Math.floor(drawn(state, fault ?? '') * those.length)] ?? [];
  });
}

/** Only a process that dies leaves half of what it was writing. */
function faultsAt({ moment }: Failpoint): readonly Fault[] {
  return moment === 'torn' ? ['kill'] : faults;
}

function caseOf(state: string, failpoint: Failpoint, fault: Fault): Case {
  const about = `${state} ${nameOf(failpoint)} ${fault}`;
  return {
    failpoint,
    fault,
    depth: drawn(about, 'depth'),
    outage: outages[Math.floor(drawn(about, 'outage') * outages.length)] ?? 0,
    order: orders[Math.floor(drawn(about, 'order') * orders.length)] ?? 'host first',
  };
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
