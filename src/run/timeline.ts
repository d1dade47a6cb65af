// The phases of one host as they happen: emits their events, writes those that change something into the journal ahead of them, and
// keeps what the host's result needs of them.
import type { Connection } from '../connection/connection.ts';
import type { EventSink, Phase } from './event.ts';
import { isJournalled, type Journal, type JournalledStep } from './journal/journal.ts';

/** Whose phases these are, and who hears of them. */
export interface TimelineOptions {
  readonly host: string;
  readonly runId: string;
  readonly sink: EventSink;
  readonly journal: Journal;
  readonly now: () => number;
}

/** Runs phases one after another; `current` is the phase that a failure belongs to. */
export class Timeline {
  readonly #host: string;
  readonly #runId: string;
  readonly #sink: EventSink;
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #started: number;
  #current: Phase = 'connect';
  #roundTrips = 0;
  /** Seconds that the host's clock is ahead of ours; 0 until it was asked. */
  clockOffset = 0;
  /** Milliseconds that our own login took, where nobody was waited for. */
  loginMs: number | undefined;
  /** What the journal has to know of the transaction before it is staged. */
  staging: { readonly nonce: string; readonly revertsAt: number } | undefined;

  constructor({ host, runId, sink, journal, now }: TimelineOptions) {
    this.#host = host;
    this.#runId = runId;
    this.#sink = sink;
    this.#journal = journal;
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

  /**
   * Runs one phase. A phase that throws is not finished: its failure is told by the host's result. Rejects before the work begins where
   * it would be the first to change something and the journal cannot be written.
   */
  async phase<T>(phase: Phase, work: () => Promise<T> | T): Promise<T> {
    this.#current = phase;
    this.#sink({ type: 'phase-started', host: this.#host, phase });
    const from = this.#now();
    if (isJournalled(phase)) await this.#intend(phase);
    const result = await work();
    if (isJournalled(phase)) {
      this.#journal.note({ type: 'done', run: this.#runId, host: this.#host, step: phase });
    }
    this.#sink({ type: 'phase-finished', host: this.#host, phase, durationMs: this.#now() - from });
    return result;
  }

  async #intend(step: JournalledStep): Promise<void> {
    const staging = step === 'stage' ? this.staging : undefined;
    const written = this.#journal.intend({ type: 'intent', run: this.#runId, host: this.#host, step, ...staging });
    // A host that is armed is finished or reverted, whatever becomes of the journal: the record of its arming is enough to find it.
    await (step === 'prepare' || step === 'stage' ? written : written.catch(() => undefined));
  }

  /** When the dead-man switch reverts the host unless confirmed; undefined while it is not armed. */
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
