// A run as it is seen from outside: in which phase it is, by its own words.
import type { RunningCli } from '../../support/cli.ts';
import { phases, type Phase } from './fault.ts';

export interface Watched {
  /** The phase that has begun last. */
  readonly current: () => Phase | 'revert' | undefined;
  /** Resolves when the phase begins; rejects when the run ends without it. */
  readonly begun: (phase: Phase) => Promise<void>;
  /** When each phase has begun, in milliseconds of the monotonic clock. */
  readonly beginnings: ReadonlyMap<string, number>;
  readonly isOver: () => boolean;
}

/** Watches an apply on one host that was started with -vv. */
export function watch(running: RunningCli, host: string): Watched {
  const beginnings = new Map<string, number>();
  let said = '';
  let over = false;
  running.child.stderr?.on('data', (chunk: string) => {
    said += chunk;
    for (const phase of [...phases, 'revert']) {
      if (!beginnings.has(phase) && said.includes(`${host}: ${phase} begins\n`))
        beginnings.set(phase, performance.now());
    }
  });
  running.child.on('exit', () => (over = true));
  return {
    current: () => [...beginnings.keys()].at(-1) as Phase | 'revert' | undefined,
    begun: (phase) => running.said(`${host}: ${phase} begins\n`),
    beginnings,
    isOver: () => over,
  };
}
