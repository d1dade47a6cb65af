// Streams that remember what was written to them, and the events of a run over many hosts.
import { phases, type HostResult, type HostStatus, type RunEvent } from '../../../src/run/event.ts';
import type { TerminalStream } from '../../../src/terminal/colour.ts';

/** A stream that is a terminal or not, and keeps every write. */
export class Screen {
  readonly isTTY: boolean;
  columns = 100;
  rows = 40;
  readonly writes: string[] = [];

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  // listr2 takes write off the stream and calls it bare, so it must be an own, bound function.
  write = (chunk: string): boolean => {
    this.writes.push(chunk);
    return true;
  };

  get text(): string {
    return this.writes.join('');
  }

  get stream(): TerminalStream {
    return this as unknown as TerminalStream;
  }
}

export function started(
  hosts: readonly string[],
  over: Partial<Extract<RunEvent, { type: 'run-started' }>> = {},
): RunEvent {
  return { type: 'run-started', runId: 'r1', mode: 'apply', play: 'Two factors', hosts, ...over };
}

export function finished(host: string, status: HostStatus, over: Partial<HostResult> = {}): RunEvent {
  const rest = { plan: undefined, logins: [], problem: undefined, prepared: [], roundTrips: 9, durationMs: 1500 };
  return { type: 'host-finished', result: { host, status, ...rest, ...over } };
}

/** All events of one host that goes through every phase and is changed. */
export function lifeOf(host: string): RunEvent[] {
  const life = phases.flatMap((phase): RunEvent[] => [
    { type: 'phase-started', host, phase },
    { type: 'phase-finished', host, phase, durationMs: 200 },
  ]);
  return [...life, finished(host, 'changed')];
}

export function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `web${String(index).padStart(4, '0')}`);
}

export const over: RunEvent = { type: 'run-finished', interrupted: false, stopped: undefined };
