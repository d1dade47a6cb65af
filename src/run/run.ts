// A play over many hosts: as many at a time as `forks` allows, none new after an interrupt.
import pLimit from 'p-limit';
import type { RunEvent } from './event.ts';
import { runHost } from './host-run.ts';
import type { RunOptions } from './options.ts';
import { reportOf, type RunReport } from './report.ts';
import { newRunId } from './run-id.ts';

/** Runs one play. Never rejects for what happens on a host; every host is in the report, those never started as skipped. */
export async function runPlay(options: RunOptions): Promise<RunReport> {
  const events: RunEvent[] = [];
  const sink = (event: RunEvent): void => {
    if (event.type === 'run-started' || event.type === 'host-finished' || event.type === 'run-finished')
      events.push(event);
    options.sink(event);
  };
  const { hosts, play, mode, interrupt } = options;
  const runId = newRunId(new Date(options.services.now()));
  sink({ type: 'run-started', runId, mode, play: play.name, hosts: hosts.map((host) => host.name) });
  const limit = pLimit(options.forks);
  const work = hosts.map((host) =>
    limit(async () => {
      if (interrupt.stopping.aborted) return;
      sink({ type: 'host-finished', result: await runHost(host, runId, { ...options, sink }) });
    }),
  );
  await Promise.all(work);
  sink({ type: 'run-finished', interrupted: interrupt.stopping.aborted });
  return reportOf(events);
}
