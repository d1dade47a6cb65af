// One deadline at a time: every phase of a connection has its own.
import { ConnectionError, type ConnectionStage } from './connection.ts';

/** How long the phases of a connection may take, in milliseconds. */
export interface Timeouts {
  readonly resolve: number;
  readonly tcp: number;
  /** The identification lines and the key exchange. */
  readonly handshake: number;
  /** Without the time that the operator takes to give a code. */
  readonly auth: number;
  /** From asking for a channel to the host having started the command. */
  readonly channel: number;
  /** From ending the connection to the host having done so too; then the socket is destroyed. */
  readonly close: number;
  /** The interval at which the host is asked whether it still lives; after three that were not answered the connection is dead. */
  readonly keepalive: number;
}

/** Deadlines for everyday networks. `connectTimeout` is for each of name resolution, TCP and the key exchange. */
export function defaultTimeouts(connectTimeout = 10_000): Timeouts {
  return {
    resolve: connectTimeout,
    tcp: connectTimeout,
    handshake: connectTimeout,
    auth: Math.max(20_000, connectTimeout),
    channel: Math.max(10_000, connectTimeout),
    close: 2_000,
    keepalive: 10_000,
  };
}

/** Calls back with an error when the phase that was started last takes too long. */
export class Deadline {
  readonly #expire: (error: ConnectionError) => void;
  #timer: NodeJS.Timeout | undefined;
  #error: ConnectionError | undefined;
  #left = 0;
  #since = 0;

  constructor(expire: (error: ConnectionError) => void) {
    this.#expire = expire;
  }

  /** Starts a phase; the previous one is over. `doing` completes "… took longer than 10 s". */
  start(stage: ConnectionStage, milliseconds: number, doing: string): void {
    this.stop();
    this.#error = new ConnectionError(stage, `${doing} took longer than ${milliseconds / 1000} s`);
    this.#left = milliseconds;
    this.resume();
  }

  /** Stops the clock until `resume`. */
  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left -= performance.now() - this.#since;
  }

  /** Lets the clock go on; nothing happens if no phase is under way. */
  resume(): void {
    const error = this.#error;
    if (error === undefined || this.#timer !== undefined) return;
    this.#since = performance.now();
    this.#timer = setTimeout(() => {
      this.stop();
      this.#expire(error);
    }, this.#left);
  }

  /** Ends the phase. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#error = undefined;
  }
}
