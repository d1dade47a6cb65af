// What every phase of one host has at hand, and how the work on a host ends.
import type { Connection } from '../connection/connection.ts';
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import type { TaskType } from '../tasks/task-type.ts';
import type { HostProblem, HostStatus, TriedLogin } from './event.ts';
import type { Examination, Review } from './examination.ts';
import type { Interrupt } from './interrupt.ts';
import type { RunServices } from './services.ts';
import type { Timeline } from './timeline.ts';

/** Task types by name. A play's tasks were validated against them, so a name that is missing is a bug. */
export type TaskTypes = ReadonlyMap<string, TaskType<never>>;

/** What is to be done to each host of a play, and what the user accepts. The same for all of them. */
export interface Work {
  /** The run's folder on the hosts; new for every play. */
  readonly runId: string;
  readonly play: Play;
  readonly taskTypes: TaskTypes;
  /** Accounts that the user accepts to lock out. */
  readonly allowLockout: readonly string[];
  /** Accounts whose machines the user accepts to break. */
  readonly acceptBreaking: readonly string[];
  /** Accounts to look at, whether they can log in or not. */
  readonly accounts: readonly string[];
  /** For plans that are saved, and for those that were. */
  readonly review: Review | undefined;
  /** Seconds from staging until the host reverts an unconfirmed change. */
  readonly revertAfter: number;
  /** The nonces of locks to break: the run behind one is reverted first. */
  readonly breakLocks: readonly string[];
}

/** What is known of a host so far: its result is made from this, however the work ends. */
export interface HostRecord {
  seen: Examination | undefined;
  /** Every login that was tried. */
  readonly tried: TriedLogin[];
  /** What prepare has done, in words. */
  readonly prepared: string[];
  /** Every connection that was made; closed at the end, the newest first. */
  readonly connections: Connection[];
}

/** One host in the hands of an action. */
export interface HostContext {
  readonly host: Host;
  /** The account that Keyturn itself logs in as. */
  readonly managingAccount: string;
  /** Whether scripts run as root: what the inventory says, else the play. */
  readonly become: boolean;
  readonly work: Work;
  readonly services: RunServices;
  readonly interrupt: Interrupt;
  readonly timeline: Timeline;
  readonly record: HostRecord;
  /**
   * Waits until the canary host of this shape has come through; at once for the canary host itself. Resolves to whether it waited.
   * Rejects with an Interrupted when the canary host was reverted or lost.
   */
  takeTurn(shape: string): Promise<boolean>;
}

/** How the work on a host ended, before it becomes a result. */
export interface Ending {
  readonly status: HostStatus;
  readonly problem?: HostProblem;
}

/** What a host is left with where nothing about logins was changed, for a reader. */
export function leftAs({ record: { prepared } }: HostContext): string {
  if (prepared.length === 0) return 'nothing was changed';
  return `logins are as before; done before that, and left so: ${prepared.join(', ')}`;
}

/** Counts a new connection, and keeps it to be closed at the end. */
export function registered({ timeline, record }: HostContext, connection: Connection): Connection {
  const counted = timeline.counted(connection);
  record.connections.push(counted);
  return counted;
}
