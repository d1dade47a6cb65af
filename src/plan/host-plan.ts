// What a play wants of one host, and what follows for its accounts.
import type { AccessVerdict } from './access-verdict.ts';
import type { Change } from './change.ts';
import type { Refusal } from './refusal.ts';
import type { Warning } from './warning.ts';

/** A change with the task that wants it. */
export interface PlannedChange {
  readonly task: string;
  readonly change: Change;
}

/** Everything a play wants of one host. */
export interface HostPlan {
  readonly changes: readonly PlannedChange[];
  readonly access: readonly AccessVerdict[];
  readonly refusals: readonly Refusal[];
  /** What to know although the plan may be carried out; they change no exit code. */
  readonly warnings: readonly Warning[];
  /** Tasks that found the host as they want it. */
  readonly satisfied: number;
}
