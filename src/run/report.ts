// The outcome of a run: a fold over its events, and what the reporters print.
import type { HostResult, RunEvent, RunMode } from './event.ts';

/** One play's run over its hosts, in the order of the inventory. */
export interface RunReport {
  readonly runId: string;
  readonly mode: RunMode;
  readonly play: string;
  readonly hosts: readonly HostResult[];
  readonly interrupted: boolean;
  /** Why the run began no other host after some point; undefined when it did not stop by itself. */
  readonly stopped: string | undefined;
}

/** Folds the events of one run into its report. Hosts that never finished are reported as skipped. */
export function reportOf(events: readonly RunEvent[]): RunReport {
  const started = events.find((event) => event.type === 'run-started');
  if (started === undefined || started.mode === 'audit') throw new TypeError('a run of a play starts with run-started');
  const finished = new Map(
    events.flatMap((event) => (event.type === 'host-finished' ? [[event.result.host, event.result]] : [])),
  );
  const ended = events.find((event) => event.type === 'run-finished');
  return {
    runId: started.runId,
    mode: started.mode,
    play: started.play,
    hosts: started.hosts.map((host) => finished.get(host) ?? skipped(host)),
    interrupted: ended?.interrupted ?? false,
    stopped: ended?.stopped,
  };
}

const nothing = { prepared: [], roundTrips: 0, durationMs: 0 } as const;

function skipped(host: string): HostResult {
  return { host, status: 'skipped', plan: undefined, logins: [], problem: undefined, ...nothing };
}
