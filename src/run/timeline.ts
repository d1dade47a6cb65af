// The phases of one host as they happen: emits their events and keeps what the host's result needs of them.
import type { Connection } from '../connection/connection.ts';
import type { EventSink, Phase } from './event.ts';

/** Runs phases one after another; `current` is the phase that a failure belongs to. */
export class Timeline {
  readonly #host: string;
  readonly #sink: EventSink;
  readonly #now: () => number;
  readonly #started: number;
  #current: Phase = 'connect';
  #roundTrips = 0;
  /** Seconds that the host's clock is ahead of ours; 0 until it was asked. */
  clockOffset = 0;

  constructor(host: string, sink: EventSink, now: () => number) {
    this.#host = host;
    this.#sink = sink;
    this.#now = now;
    this.#started = now();
  }

  get current(): Phase {
    return this.#current;
  }

  get roundTrips(): number {
    return this.#roundTrips;
  }

  get durationMs(): number {
    return this.#now() - this.#started;
  }

  /** Runs one phase. A phase that throws is not finished: its failure is told by the host's result. */
  async phase<T>(phase: Phase, work: () => Promise<T> | T): Promise<T> {
    this.#current = phase;
    this.#sink({ type: 'phase-started', host: this.#host, phase });
    const from = this.#now();
    const result = await work();
    this.#sink({ type: 'phase-finished', host: this.#host, phase, durationMs: this.#now() - from });
    return result;
  }

  /** When the host puts itself back unless confirmed; undefined while it is not armed. */
  revertsAt: number | undefined;

  armed(revertsAt: number): void {
    this.revertsAt = revertsAt;
    this.#sink({ type: 'armed', host: this.#host, revertsAt });
  }

  waiting(reason: string, seconds: number): void {
    this.#sink({ type: 'waiting', host: this.#host, reason, seconds });
  }

  /** Counts a connection that was made and every script that it runs. */
  counted(connection: Connection): Connection {
    this.#roundTrips += 1;
    return {
      runScript: (script, signal) => {
        this.#roundTrips += 1;
        return connection.runScript(script, signal);
      },
      open: (script, signal) => {
        this.#roundTrips += 1;
        return connection.open(script, signal);
      },
      close: () => connection.close(),
    };
  }
}
