// How many handshakes may go on at once, apart from how many hosts are worked on: sshd turns connections away that have not logged in
// yet (MaxStartups), and sources that failed too often (PerSourcePenalties). Whoever is turned away waits, and all others slow down.
import { setTimeout as wait } from 'node:timers/promises';
import { ConnectionError } from './connection.ts';

/** What the limit needs of the world. */
export interface HandshakeWorld {
  /** Milliseconds. Rejects with the signal's reason. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

// Together about eight seconds: less than a penalty lasts, more than a burst of others' connections.
const pauses = [500, 1000, 2000, 4000];

const real: HandshakeWorld = {
  sleep: async (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
  random: Math.random,
};

/** A limit that halves when a connection is turned away, and grows by one for every round of its own size that went well (AIMD). */
export class HandshakeLimit {
  readonly #most: number;
  readonly #world: HandshakeWorld;
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #running = 0;

  /** `most` is where it begins, and what it never exceeds. */
  constructor(most: number, world: HandshakeWorld = real) {
    this.#most = most;
    this.#limit = most;
    this.#world = world;
  }

  /** Handshakes allowed at once now. */
  get current(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  /**
   * Runs a handshake when it is its turn, and again after a pause when the host turned it away before it said anything: nothing was
   * tried then that could count as a failure. Rejects as the last try does, or with the signal's reason.
   */
  async run<T>(handshake: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      await this.#enter();
      let failure: unknown;
      try {
        signal.throwIfAborted();
        const result = await handshake();
        this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
        return result;
      } catch (error) {
        failure = error;
      } finally {
        this.#leave();
      }
      const pause = pauses[tries];
      if (pause === undefined || !(failure instanceof ConnectionError && failure.turnedAway)) throw failure;
      this.#limit = Math.max(1, this.#limit / 2);
      await this.#world.sleep(pause * (0.5 + this.#world.random()), signal);
    }
  }

  async #enter(): Promise<void> {
    if (this.#running >= this.current) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      // Whoever left kept its place for us.
      return;
    }
    this.#running += 1;
  }

  #leave(): void {
    this.#running -= 1;
    while (this.#running < this.current) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running += 1;
      next();
    }
  }
}
