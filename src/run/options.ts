// What a run is told: which play, on which hosts, how.
import type { Refusal } from '../plan/refusal.ts';
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import type { Budgets } from './fleet/failure-budget.ts';
import type { EventSink, RunMode } from './event.ts';
import type { Examination } from './examine.ts';
import type { Journal } from './journal/journal.ts';
import type { TaskTypes } from './plan-host.ts';
import type { RunServices } from './services.ts';

/** Three ways to stop, each going further than the one before. */
export interface Interrupt {
  /** Start nothing new; hosts in a transaction finish. */
  readonly stopping: AbortSignal;
  /** Hosts in a transaction give up and are put back. */
  readonly revertNow: AbortSignal;
  /** Leave at once: hosts that are armed put themselves back. */
  readonly leave: AbortSignal;
}

/** Takes in what was seen of a host and planned for it, and says why it must not be carried out, if that is so. */
export type Review = (host: Host, seen: Examination, managingAccount: string) => readonly Refusal[];

export interface RunOptions {
  /** The run's folder on the hosts; new for every play. */
  readonly runId: string;
  /** The run that the play takes back, for the journal. */
  readonly undoes?: string | undefined;
  readonly mode: RunMode;
  readonly play: Play;
  readonly hosts: readonly Host[];
  readonly taskTypes: TaskTypes;
  /** Hosts worked on at the same time. */
  readonly forks: number;
  /** Whether one host of each configuration shape goes first. */
  readonly canaries: boolean;
  readonly budgets: Budgets;
  /** Accounts that the user accepts to lock out. */
  readonly allowLockout: readonly string[];
  /** Accounts whose machines the user accepts to break. */
  readonly acceptBreaking: readonly string[];
  /** Seconds after which a host that nobody confirmed puts itself back. */
  readonly revertAfter: number;
  /** For plans that are saved, and for those that were. */
  readonly review: Review | undefined;
  /** Accounts to look at, whether they can log in or not. */
  readonly accounts: readonly string[];
  /** The nonces of locks to break: such a run is put back, and its host is ours. */
  readonly breakLocks: readonly string[];
  readonly services: RunServices;
  readonly journal: Journal;
  readonly sink: EventSink;
  readonly interrupt: Interrupt;
}
