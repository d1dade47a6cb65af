// Which hosts have a pending automatic rollback right now, and when each fires: for a user who leaves.
import type { RunEvent } from '../event.ts';

/** A fold over a run's events. */
export class PendingRollbacks {
  readonly #revertsAt = new Map<string, number>();

  add(event: RunEvent): void {
    if (event.type === 'armed') this.#revertsAt.set(event.host, event.revertsAt);
    if (event.type === 'host-finished') this.#revertsAt.delete(event.result.host);
    if (event.type === 'phase-finished' && event.phase === 'confirm') this.#revertsAt.delete(event.host);
  }

  /** One line per armed host, in local clock time. */
  lines(): readonly string[] {
    return [...this.#revertsAt].map(
      ([host, at]) => `${host} reverts at ${new Date(at).toTimeString().slice(0, 8)} or a little later`,
    );
  }
}
