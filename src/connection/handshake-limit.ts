// How many handshakes may go on at once, apart from how many hosts are worked on: sshd turns connections away that have not logged in
// yet (MaxStartups), and sources that failed too often (PerSourcePenalties). Anybody who is turned away waits, and all others slow down.
import { setTimeout as wait } from 'node:timers/promises';
import { ConnectionError } from './connection.ts';

/** What the limit needs of the world. */
export interface HandshakeWorld {
  /** Milliseconds. Rejects with the signal's reason. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
  /** Milliseconds since any moment. */
  now(): number;
}

/** One handshake, or what is made of it. */
export interface Handshake<T> {
  /** Rejects with a ConnectionError that says so, or resolves to something that does, when it was turned away. */
  readonly start: () => Promise<T>;
  readonly wasTurnedAway?: (result: T) => boolean;
  /** Waits for no turn: a host that is armed goes back when nobody logs in soon. */
  readonly urgent: boolean;
}

// Together about eight seconds: more than a burst of others' connections lasts, less than a penalty may.
const pauses = [500, 1000, 2000, 4000];

/** The limit falls once in so many milliseconds at most, however many are turned away meanwhile. */
const halvingInterval = 1000;

const real: HandshakeWorld = {
  sleep: async (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
  random: Math.random,
  now: () => performance.now(),
};

/** A limit that halves when a host turns us away, and grows by one for every round of its own size that went well (AIMD). */
export class HandshakeLimit {
  readonly #most: number;
  readonly #least: number;
  readonly #world: HandshakeWorld;
  readonly #waiting = new Set<() => void>();
  #limit: number;
  #running = 0;
  #halvedAt = -Infinity;

  /** `most` is where it begins, and what it never exceeds. It never falls below an eighth of that. */
  constructor(most: number, world: HandshakeWorld = real) {
    this.#most = most;
    this.#least = Math.ceil(most / 8);
    this.#limit = most;
    this.#world = world;
  }

  /** Handshakes allowed at once now. */
  get current(): number {
    return Math.floor(this.#limit);
  }

  /**
   * Runs a handshake when it is its turn, and again after a pause when the host turned it away before it said anything: nothing was
   * tried then that could count as a failure. Ends as the last try does, or rejects with the signal's reason.
   */
  async run<T>(handshake: Handshake<T>, signal: AbortSignal): Promise<T> {
    for (const [tries, pause] of [...pauses, undefined].entries()) {
      const end = await this.#inTurn(handshake, signal);
      if (pause === undefined || !end.turnedAway) return end.value();
      // A host that goes on like that says nothing about the others.
      if (tries === 0) this.#halve();
      await this.#world.sleep(pause * (0.5 + this.#world.random()), signal);
    }
    throw new TypeError('the last try has no pause');
  }

  async #inTurn<T>(
    { start, wasTurnedAway, urgent }: Handshake<T>,
    signal: AbortSignal,
  ): Promise<{ readonly turnedAway: boolean; value(): T }> {
    if (urgent) this.#running += 1;
    else await this.#takePlace(signal);
    try {
      signal.throwIfAborted();
      const result = await start();
      const turnedAway = wasTurnedAway?.(result) ?? false;
      if (!turnedAway) this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
      return { turnedAway, value: () => result };
    } catch (error) {
      const value = (): never => {
        throw error;
      };
      return { turnedAway: error instanceof ConnectionError && error.turnedAway, value };
    } finally {
      this.#running -= 1;
      this.#wake();
    }
  }

  #halve(): void {
    const now = this.#world.now();
    if (now - this.#halvedAt < halvingInterval) return;
    this.#halvedAt = now;
    this.#limit = Math.max(this.#least, this.#limit / 2);
  }

  /** Rejects with the signal's reason. */
  async #takePlace(signal: AbortSignal): Promise<void> {
    while (this.#running >= this.current) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          this.#waiting.delete(wake);
          resolve();
        };
        signal.addEventListener('abort', wake);
        this.#waiting.add(wake);
      });
    }
    this.#running += 1;
  }

  /** In the order in which they came; one that finds no place waits again, behind those that came meanwhile. */
  #wake(): void {
    const free = this.current - this.#running;
    for (const wake of [...this.#waiting].slice(0, Math.max(0, free))) wake();
  }
}
