// A TCP connection to a host.
import { isIP, Socket } from 'node:net';

import { abortReason } from './abort-reason.ts';
import { ConnectionError, type ConnectionStage, type Endpoint } from './connection.ts';
import { Deadline, type Timeouts } from './deadline.ts';

const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection reset by the host'],
  ['EHOSTUNREACH', 'no route to the host'],
  ['ENETUNREACH', 'the network is unreachable'],
  ['ETIMEDOUT', 'the host does not answer'],
  ['ENOTFOUND', 'there is no such name'],
  ['EAI_AGAIN', 'the name server does not answer'],
  ['EPIPE', 'the host closed the connection'],
]);

/** An operating system's error in words. */
export function networkReason(error: Error): string {
  // Several addresses failed: the reason of the last one stands for all.
  const cause = error instanceof AggregateError ? ((error.errors.at(-1) as Error | undefined) ?? error) : error;
  const code = (cause as NodeJS.ErrnoException).code;
  return (typeof code === 'string' ? reasons.get(code) : undefined) ?? cause.message;
}

/** Whether the host dropped a connection that it had taken. */
export function isReset(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ECONNRESET';
}

/** Whether an error is the operating system's word about a connection. */
export function isNetworkError(error: Error): boolean {
  return error instanceof AggregateError || typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

/**
 * Connects. The addresses of a name are tried one after another. Rejects with a ConnectionError of stage `resolve` or `tcp`, or with
 * the signal's reason.
 */
export function dial(
  endpoint: Endpoint,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  socket = new Socket(),
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const where = `${endpoint.address} port ${endpoint.port}`;
    let stage: ConnectionStage = 'resolve';
    const deadline = new Deadline(fail);
    const abort = (): void => {
      fail(abortReason(signal));
    };
    function over(): void {
      deadline.stop();
      signal?.removeEventListener('abort', abort);
    }
    function fail(reason: Error): void {
      over();
      socket.destroy();
      reject(reason);
    }
    const startTcp = (): void => {
      if (stage === 'tcp') return;
      stage = 'tcp';
      deadline.start('tcp', timeouts.tcp, `connecting to ${where}`);
    };
    // Stays for good: a socket may fail more than once, and an error that nobody hears ends the process.
    socket.on('error', (cause) => {
      const message = stage === 'resolve' ? `cannot resolve ${endpoint.address}` : `cannot connect to ${where}`;
      // A refused connection has another code: this one was taken, and dropped at once.
      const turnedAway = isReset(cause);
      fail(new ConnectionError(stage, `${message}: ${networkReason(cause)}`, { cause, turnedAway }));
    });
    socket.on('lookup', (error: Error | null) => {
      if (error === null) startTcp();
    });
    socket.once('connect', () => {
      over();
      resolve(socket);
    });
    if (signal?.aborted) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort);
    if (isIP(endpoint.address)) startTcp();
    else deadline.start('resolve', timeouts.resolve, `resolving ${endpoint.address}`);
    // Thirteen small packets per command wait for each other's acknowledgement otherwise.
    socket.setNoDelay(true);
    socket.connect({
      host: endpoint.address,
      port: endpoint.port,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: Math.max(10, Math.min(2_000, timeouts.tcp / 2)),
    });
  });
}
