// The moments of a run at which something can happen to it, by name, and what can happen.

/**
 * What happens at a failpoint: the controller dies at once (SIGKILL), all its connections are reset, nothing is answered on them any more
 * and for a while on no others, or the host goes down and comes up again.
 */
export const faults = ['kill', 'reset', 'drop', 'reboot'] as const;
export type Fault = (typeof faults)[number];

/**
 * Where: `sent`, before the host sees it; `cut`, between two commands of the script that was sent; `acknowledged`, when the host has done
 * it and nobody has heard; `begun` and `durable`, before and after something is written on the controller's own disk, and `torn` when
 * half of it is.
 */
export type Moment = 'sent' | 'cut' | 'acknowledged' | 'begun' | 'torn' | 'durable';

/** One failpoint of a run: the nth time that something of that name is at that moment. */
export interface Failpoint {
  readonly name: string;
  readonly moment: Moment;
  readonly nth: number;
}

/** As in the names of cases: `apply sent`, `connect 2 acknowledged`. */
export function nameOf({ name, nth, moment }: Failpoint): string {
  return `${name}${nth === 1 ? '' : ` ${nth}`} ${moment}`;
}

/** Counts what passes, and says when the failpoint is reached. */
export class Failpoints {
  readonly #wanted: Failpoint | number | undefined;
  readonly #counts = new Map<string, number>();
  readonly passed: Failpoint[] = [];
  hasFired = false;

  /** What is wanted is one failpoint, or so many of whatever kind; without either nothing happens, and all are noted. */
  constructor(wanted: Failpoint | number | undefined) {
    this.#wanted = wanted;
  }

  /** Notes that this moment has come; whether it is the one at which something happens. */
  reach(name: string, moment: Moment): boolean {
    const key = `${name} ${moment}`;
    const nth = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, nth);
    this.passed.push({ name, moment, nth });
    const wanted = this.#wanted;
    const fires =
      typeof wanted === 'number'
        ? this.passed.length === wanted
        : wanted?.name === name && wanted.moment === moment && wanted.nth === nth;
    this.hasFired ||= fires;
    return fires;
  }
}
