// What stops a run before all hosts had their turn. No host is begun after that; those whose logins are being changed are finished.
import type { Pace } from '../../playbook/pace.ts';
import type { HostResult, HostStatus } from '../event.ts';
import { Interrupted } from '../interrupt.ts';

/** How many hosts may end badly. Budgets of the invocation, besides what the play says. */
export interface Budgets {
  /** Hosts out of contact after a change: so many stop the run. */
  readonly lost: number;
  /** Hosts that could not be reached, and were not touched: so many stop the run; undefined for no limit. */
  readonly unreachable: number | undefined;
}

const failures: readonly HostStatus[] = ['unreachable', 'refused', 'failed', 'reverted', 'lost'];

/** Counts the ends of hosts, and aborts `signal` for good when there were too many of a kind. */
export class FailureBudget {
  readonly #pace: Pace;
  readonly #budgets: Budgets;
  readonly #hosts: number;
  readonly #stop = new AbortController();
  readonly #counts = new Map<HostStatus, number>();
  #reason: string | undefined;

  /** `hosts` is the number of all hosts of the play. */
  constructor(pace: Pace, budgets: Budgets, hosts: number) {
    this.#pace = pace;
    this.#budgets = budgets;
    this.#hosts = hosts;
  }

  /** Aborted, with an Interrupted that says why, once no other host may be begun. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Why the run stopped; undefined as long as it did not. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Takes in how a host ended. */
  add({ host, status }: HostResult): void {
    this.#counts.set(status, this.#count([status]) + 1);
    const failed = this.#count(failures);
    const { anyErrorsFatal, maxFailPercentage = 100 } = this.#pace;
    if (this.#count(['lost']) >= this.#budgets.lost) {
      this.#trip(`${hosts(this.#count(['lost']))} lost, the last one ${host} (--max-lost)`);
    } else if (this.#count(['unreachable']) >= (this.#budgets.unreachable ?? Infinity)) {
      this.#trip(`${hosts(this.#count(['unreachable']))} not reached, the last one ${host} (--max-unreachable)`);
    } else if (anyErrorsFatal && failed > 0) {
      this.#trip(`${host} ended as ${status} (any_errors_fatal)`);
    } else if (failed * 100 > maxFailPercentage * this.#hosts) {
      this.#trip(`${failed} of ${hosts(this.#hosts)} failed, the last one ${host} (max_fail_percentage)`);
    }
  }

  /** Takes in the end of a batch: one from which nothing came stops the run, as in Ansible. */
  endBatch(results: readonly HostResult[]): void {
    if (cameToNothing(results)) this.#trip(`no host of a batch of ${results.length} came through`);
  }

  #count(statuses: readonly HostStatus[]): number {
    return statuses.reduce((sum, status) => sum + (this.#counts.get(status) ?? 0), 0);
  }

  #trip(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#stop.abort(new Interrupted(`the run was stopped: ${reason}`));
  }
}

/** Whether some hosts failed and none came through. */
export function cameToNothing(results: readonly HostResult[]): boolean {
  const cameThrough = results.some(({ status }) => status === 'ok' || status === 'changed');
  return !cameThrough && results.some(({ status }) => failures.includes(status));
}

function hosts(count: number): string {
  return `${count} host${count === 1 ? '' : 's'}`;
}
