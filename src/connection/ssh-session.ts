// The life of one ssh2 client: its first error, and its end. What ssh2 gets wrong about both is told in docs/connection.md.
import type { Duplex } from 'node:stream';

import ssh2, { type Client } from 'ssh2';

import { ConnectionError, type ConnectionStage } from './connection.ts';
import { isNetworkError, isReset, networkReason } from './dial.ts';

/** The message of a connection that the host has closed without a word. */
export const hostClosed = 'the host closed the connection';

/** An ssh2 client over a stream. It is connected by its maker, exactly once. */
export class SshSession {
  readonly client: Client = new ssh2.Client();
  /** What is going on; errors that ssh2 reports belong to it. */
  stage: ConnectionStage = 'handshake';
  readonly #stream: Duplex;
  readonly #closeTimeout: number;
  readonly #listeners = new Set<(error: ConnectionError) => void>();
  readonly #closed: Promise<void>;
  #lost: ConnectionError | undefined;
  #closing = false;

  constructor(stream: Duplex, closeTimeout: number) {
    this.#stream = stream;
    this.#closeTimeout = closeTimeout;
    // A failure may emit up to three errors, some of them after everything seemed over; the first one is the reason. These
    // listeners are never removed: an error that nobody hears would end the process, and with it the run of all hosts.
    this.client.on('error', (error) => {
      this.fail(describeFailure(error, this.stage));
    });
    stream.on('error', (error: Error) => {
      this.fail(describeFailure(error, this.stage));
    });
    this.client.on('end', () => {
      this.fail(new ConnectionError(this.stage, hostClosed));
    });
    this.#closed = new Promise((resolve) => {
      const closed = (): void => {
        this.fail(new ConnectionError(this.stage, hostClosed));
        resolve();
      };
      // A channel may have ended before anybody listened, and will not say so again.
      if (stream.readable) stream.once('close', closed);
      else queueMicrotask(closed);
    });
  }

  /** Why the connection is no longer usable, once it is not. */
  get lost(): ConnectionError | undefined {
    return this.#lost;
  }

  /** Calls back when the connection is lost, or in a moment if it already is. Returns how to stop that. */
  onLost(listener: (error: ConnectionError) => void): () => void {
    const lost = this.#lost;
    if (lost === undefined) this.#listeners.add(listener);
    else
      queueMicrotask(() => {
        listener(lost);
      });
    return () => this.#listeners.delete(listener);
  }

  /** Ends the connection at once, for a reason. Only the first reason counts. */
  fail(error: ConnectionError): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    // ssh2's own destroy() leaves a socket alone that can no longer be written to.
    if (!this.#closing) this.#stream.destroy();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(error);
  }

  /** Says goodbye, and cuts the connection if the host does not do so too in time. Never rejects. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.client.end();
      this.fail(new ConnectionError(this.stage, 'the connection is closed'));
    }
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#stream.destroy();
        resolve();
      }, this.#closeTimeout);
    });
    await Promise.race([this.#closed, timeout]);
    clearTimeout(timer);
  }
}

function describeFailure(error: Error & { level?: string; code?: unknown }, stage: ConnectionStage): ConnectionError {
  if (error instanceof ConnectionError) return error;
  if (/^Keepalive timeout/.test(error.message)) {
    return new ConnectionError(stage, 'the host no longer answers', { cause: error });
  }
  if (/^Connection lost before handshake/.test(error.message)) {
    return new ConnectionError(stage, 'the host closed the connection before it said anything', {
      cause: error,
      help: 'sshd turns connections away at MaxStartups and PerSourcePenalties; its log tells',
      turnedAway: true,
    });
  }
  if (isNetworkError(error)) {
    // A reset in place of a greeting is how a connection ends that was dropped before ours was read.
    const turnedAway = stage === 'handshake' && isReset(error);
    return new ConnectionError(stage, `the connection broke: ${networkReason(error)}`, { cause: error, turnedAway });
  }
  // ssh2 gives a number as code only to an error made from the host's own farewell (RFC 4253 §11.1).
  if (typeof error.code === 'number') {
    return new ConnectionError(stage, `the host ended the connection: ${error.message.slice(0, 200)}`, {
      cause: error,
    });
  }
  if (/no matching/.test(error.message)) {
    return new ConnectionError(stage, `the host offers no algorithm that Keyturn uses: ${error.message}`, {
      cause: error,
      help: 'docs/connection.md lists the algorithms; a host this old needs a newer OpenSSH first',
    });
  }
  return new ConnectionError(stage, `${stage} failed: ${error.message.slice(0, 200)}`, { cause: error });
}
