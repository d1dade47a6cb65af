// A play over many hosts: batch after batch, as many hosts at a time as `forks` allows, none new after an interrupt or too many failures.
import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { Host } from '../../inventory/host.ts';
import { batchesOf } from './batches.ts';
import { Brakes } from './failure-budget.ts';
import { Canaries } from './canary-hosts.ts';
import type { HostResult, RunEvent } from '../event.ts';
import { runHost } from '../host-run.ts';
import type { RunOptions } from '../options.ts';
import type { JournalledHost } from '../journal/journal.ts';
import { reportOf, type RunReport } from '../report.ts';

/** Runs one play. Never rejects for what happens on a host; every host is in the report, those never started as skipped. */
export async function runPlay(options: RunOptions): Promise<RunReport> {
  const events: RunEvent[] = [];
  const sink = (event: RunEvent): void => {
    if (event.type === 'run-started' || event.type === 'host-finished' || event.type === 'run-finished')
      events.push(event);
    options.sink(event);
  };
  const { hosts, play, mode, interrupt, runId, journal } = options;
  // On the disk before any host is begun, since it stands before its first step.
  journal.note({ type: 'play', run: runId, play: play.name, hosts: hosts.map(journalled), undoes: options.undoes });
  sink({ type: 'run-started', runId, mode, play: play.name, hosts: hosts.map((host) => host.name) });
  // Where nothing is changed, there is nothing to go carefully about.
  const pace = mode === 'apply' ? play.pace : { serial: [], maxFailPercentage: undefined, anyErrorsFatal: false };
  const budgets = mode === 'apply' ? options.budgets : { lost: Infinity, unreachable: undefined };
  const brakes = new Brakes(pace, budgets, hosts.length);
  const stopping = AbortSignal.any([interrupt.stopping, brakes.signal, journal.failed]);
  // Every host in flight listens; a hundred of them are no leak.
  setMaxListeners(0, stopping);
  const run = { ...options, sink, interrupt: { ...interrupt, stopping } };
  const limit = pLimit(options.forks);
  const canaries = options.canaries ? new Canaries() : undefined;
  const begin = async (host: Host): Promise<readonly HostResult[]> => {
    if (stopping.aborted) return [];
    const result = await runHost(host, runId, run, canaries);
    journal.note({ type: 'ended', run: runId, host: host.name, status: result.status });
    sink({ type: 'host-finished', result });
    brakes.add(result);
    // Only now: whoever takes a canary's place must know that the run stops because of it.
    canaries?.leave(result);
    return [result];
  };
  const batches = batchesOf(hosts, pace.serial);
  for (const batch of batches) {
    const results = await Promise.all(batch.map((host) => limit(() => begin(host))));
    if (batch !== batches.at(-1)) brakes.endBatch(results.flat());
  }
  sink({
    type: 'run-finished',
    interrupted: interrupt.stopping.aborted,
    stopped: brakes.reason ?? journal.error?.message,
  });
  return reportOf(events);
}

function journalled({ name, address, port, user }: Host): JournalledHost {
  return { name, address, port, ...(user === undefined ? {} : { user }) };
}
