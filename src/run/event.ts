// What happened to which host in which phase. The progress display and the report are folds over this stream; the run prints
// nothing itself. Every text in here that came from a host is raw: what prints it sanitizes it.
import type { Evidence } from '../connection/evidence.ts';
import type { Expectation } from '../plan/expectation.ts';
import type { HostPlan } from '../plan/host-plan.ts';

/** Ansible's recap words, and ours: `refused` (untouched, a lock-out was predicted), `reverted` (undone by the host or the run), `lost` (out of contact after a change). */
export type HostStatus = 'ok' | 'changed' | 'failed' | 'unreachable' | 'skipped' | 'refused' | 'reverted' | 'lost';

/** `plan` and `verify` write nothing; `verify` tries the logins that `apply` would prove. */
export type RunMode = 'plan' | 'apply' | 'verify';

/** The phases of a run, in order. */
export const phases = [
  'connect',
  'gather',
  'plan',
  'prepare',
  'stage',
  'rehearse',
  'apply',
  'prove',
  'confirm',
  'converge',
] as const;
export type Phase = (typeof phases)[number] | 'revert';

/** What went wrong on a host, and what to do next. */
export interface HostProblem {
  readonly phase: Phase;
  readonly message: string;
  readonly help: string | undefined;
  /** The last lines that the host printed, raw; empty when there are none. */
  readonly output: string;
}

/** How one host ended. */
export interface HostResult {
  readonly host: string;
  readonly status: HostStatus;
  readonly plan: HostPlan | undefined;
  /** Every login that was tried: on the staged configuration before the change, on the real one after it. */
  readonly logins: readonly TriedLogin[];
  readonly problem: HostProblem | undefined;
  /** What was installed or started before logins were to be changed, in words: it stays however the host ended. */
  readonly prepared: readonly string[];
  /** Times a request was sent and its answer awaited: connections, then scripts. */
  readonly roundTrips: number;
  readonly durationMs: number;
}

/** A login that was tried, and whether it was as the plan says. */
export interface TriedLogin {
  readonly evidence: Evidence;
  /** `rehearsed` on the staged configuration, `proven` on the one in place. */
  readonly how: 'rehearsed' | 'proven';
  readonly expected: Expectation;
  readonly met: boolean;
  /** What differs in the session from one before the change, in words; absent where the two were not both seen. */
  readonly sessionChanges?: readonly string[];
  /** No session was seen, neither before nor after, although the change may touch it. */
  readonly sessionUnseen?: true;
}

export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      /** An audit has a report of its own; to a display it is a run like the others. */
      readonly mode: RunMode | 'audit';
      readonly play: string;
      readonly hosts: readonly string[];
    }
  | { readonly type: 'phase-started'; readonly host: string; readonly phase: Phase }
  | { readonly type: 'phase-finished'; readonly host: string; readonly phase: Phase; readonly durationMs: number }
  /** Armed: at `revertsAt` (milliseconds since the epoch) the dead-man switch reverts the host unless the change is confirmed. */
  | { readonly type: 'armed'; readonly host: string; readonly revertsAt: number }
  | { readonly type: 'waiting'; readonly host: string; readonly reason: string; readonly seconds: number }
  /** Not changed before another host, of the same shape, has come through. */
  | { readonly type: 'queued'; readonly host: string; readonly behind: string }
  | { readonly type: 'host-finished'; readonly result: HostResult }
  /** `stopped` is why no other host was begun; undefined when all had their turn, or the user interrupted. */
  | { readonly type: 'run-finished'; readonly interrupted: boolean; readonly stopped: string | undefined };

/** Receives every event of a run, in order. Must not throw. */
export type EventSink = (event: RunEvent) => void;
