// Channels of an ssh2 session: opened with a deadline, drained with a limit.
import type { ClientChannel } from 'ssh2';

import { ConnectionError } from './connection.ts';
import type { SshSession } from './ssh-session.ts';

/** How a command ended, as far as the host said. */
export interface ChannelEnd {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Limits of one command. */
export interface ChannelLimits {
  /** Bytes of each of standard output and standard error. */
  readonly outputLimit: number;
  /** Milliseconds from sending to the last byte. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a command. ssh2 never calls back when a host does not answer, and nothing but ending the connection helps then. Rejects with
 * a ConnectionError of stage `channel`, what ended the connection, or the signal's reason.
 */
export function startCommand(
  session: SshSession,
  command: string,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    let abandoned = false;
    const timer = setTimeout(() => {
      session.fail(new ConnectionError('channel', `the host did not start a command within ${timeout / 1000} s`));
    }, timeout);
    const abort = (): void => {
      fail(signal?.reason);
    };
    const stopListening = session.onLost(fail);
    signal?.addEventListener('abort', abort);
    function over(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      stopListening();
    }
    function fail(reason: unknown): void {
      abandoned = true;
      over();
      reject(reason);
    }
    try {
      session.client.exec(command, (error, channel) => {
        if (abandoned) {
          // ssh2 calls back without a channel, whatever its types say, when the connection is gone.
          (channel as ClientChannel | undefined)?.close();
          return;
        }
        if (error) {
          fail(
            session.lost ??
              new ConnectionError('channel', `the host runs no command: ${error.message.slice(0, 200)}`, {
                cause: error,
              }),
          );
          return;
        }
        over();
        channel.on('error', () => undefined);
        resolve(channel);
      });
    } catch (cause) {
      fail(session.lost ?? new ConnectionError('channel', 'the connection is closed', { cause }));
    }
  });
}

/**
 * Sends `stdin` and collects what the command prints until it ends. A host that prints more than the limit is cut off: it may ignore
 * flow control. At a timeout only the channel is closed, so that the connection can still be used to put things right. Rejects with
 * a ConnectionError of stage `transfer`, what ended the connection, or the signal's reason.
 */
export function runToEnd(
  session: SshSession,
  channel: ClientChannel,
  stdin: Buffer,
  limits: ChannelLimits,
): Promise<ChannelEnd> {
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let code: number | undefined;
    let exitSignal: string | undefined;
    const timer = setTimeout(() => {
      abandon(new ConnectionError('transfer', `the command took longer than ${limits.timeout / 1000} s`));
    }, limits.timeout);
    const abort = (): void => {
      abandon(limits.signal?.reason);
    };
    const stopListening = session.onLost(fail);
    limits.signal?.addEventListener('abort', abort);

    collect(channel, stdout);
    collect(channel.stderr, stderr);
    channel.on('exit', (status: number | null, name?: string) => {
      code = status ?? undefined;
      exitSignal = name;
    });
    channel.once('close', () => {
      if (session.lost) {
        fail(session.lost);
        return;
      }
      over();
      resolve({ code, signal: exitSignal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    });
    if (limits.signal?.aborted) abort();
    else channel.end(stdin);

    // Both are always read, even after we gave up: what nobody reads stalls the channel, and later the memory.
    function collect(stream: NodeJS.ReadableStream, chunks: Buffer[]): void {
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= limits.outputLimit) chunks.push(chunk);
        else session.fail(new ConnectionError('transfer', `a command printed more than ${limits.outputLimit} bytes`));
      });
    }
    function over(): void {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', abort);
      stopListening();
    }
    function fail(reason: unknown): void {
      over();
      stdout.length = 0;
      stderr.length = 0;
      reject(reason);
    }
    function abandon(reason: unknown): void {
      fail(reason);
      channel.close();
    }
  });
}
