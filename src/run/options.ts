// What a run is told: which play, on which hosts, how.
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import type { EventSink } from './event.ts';
import type { TaskTypes } from './plan-host.ts';
import type { RunServices } from './services.ts';

/** Two ways to stop: `stopping` starts nothing new and lets hosts in a transaction finish; `revertNow` gives those up as well. */
export interface Interrupt {
  readonly stopping: AbortSignal;
  readonly revertNow: AbortSignal;
}

export interface RunOptions {
  readonly mode: 'plan' | 'apply';
  readonly play: Play;
  readonly hosts: readonly Host[];
  readonly taskTypes: TaskTypes;
  /** Hosts worked on at the same time. */
  readonly forks: number;
  /** Accounts that the user accepts to lock out. */
  readonly allowLockout: readonly string[];
  /** Seconds after which a host that nobody confirmed puts itself back. */
  readonly revertAfter: number;
  readonly services: RunServices;
  readonly sink: EventSink;
  readonly interrupt: Interrupt;
}
