// One roll-out over many hosts with everything on: what each phase costs a host, and what waiting for one-time codes does.
import { cpus } from 'node:os';
import { phases as allPhases } from '../src/run/event.ts';
import { requireTwoFactors } from './ansible.ts';
import type { BenchHosts } from './hosts.ts';
import { keyturnFleet } from './keyturn.ts';
import { PhaseTimes } from './phases.ts';

const heads = ['hosts', 'median s', '90 % s', 'longest s', 'share'];

/** The lines of its table, one per phase. Rejects when a host ended as anything but changed, or does not ask for codes afterwards. */
export async function fleetTable(hosts: BenchHosts, forks: number): Promise<readonly string[]> {
  const times = new PhaseTimes();
  const before = hosts.cpuTime();
  const { milliseconds, logins = 0, roundTrips = 0 } = await keyturnFleet(hosts, forks, times.sink);
  const after = hosts.cpuTime();
  await requireTwoFactors(hosts);
  const count = hosts.inventory.length;
  return [
    `${count} hosts on this machine's ${cpus().length} cores, ${forks} at a time, a canary ahead, the journal on its disk`,
    '',
    line('', heads),
    ...allPhases.flatMap((phase) => {
      const durations = times.durations(phase);
      if (durations.length === 0) return [];
      const seconds = (part: number): string => (quantile(durations, part) / 1000).toFixed(2);
      return line(phase, [
        String(durations.length),
        ...[0.5, 0.9, 1].map(seconds),
        `${(times.share(phase) * 100).toFixed(0)} %`,
      ]);
    }),
    '',
    `whole run: ${(milliseconds / 1000).toFixed(1)} s, ${(count / (milliseconds / 60_000)).toFixed(0)} hosts a minute`,
    `${(logins / count).toFixed(1)} logins and ${(roundTrips / count).toFixed(1)} round trips per host`,
    `waited for one-time codes: ${(times.waited / 1000 / count).toFixed(1)} s per host`,
    ...(before === undefined || after === undefined
      ? []
      : [`CPU of the hosts: ${((after - before) / count).toFixed(0)} ms per host`]),
  ];
}

/** Of values in ascending order. */
function quantile(values: readonly number[], part: number): number {
  return values[Math.min(values.length - 1, Math.floor(part * values.length))] ?? NaN;
}

function line(title: string, cells: readonly string[]): string {
  return `${title.padEnd(12)}${cells.map((cell) => cell.padStart(11)).join('')}`.trimEnd();
}
