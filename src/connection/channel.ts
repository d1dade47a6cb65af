// Channels of an ssh2 session: opened with a deadline, drained with a limit.
import type { ClientChannel } from 'ssh2';

import { ConnectionError } from './connection.ts';
import { waitFor } from './pending.ts';
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
  const late = (): ConnectionError => {
    const error = new ConnectionError('channel', `the host did not start a command within ${timeout / 1000} s`);
    session.fail(error);
    return error;
  };
  return waitFor(session, { timeout, late, signal }, ({ resolve, reject, isSettled }) => {
    // ssh2 calls back without a channel, whatever its types say, when the connection is gone.
    const started = (error: Error | undefined, channel: ClientChannel | undefined): void => {
      channel?.on('error', () => undefined);
      if (error || !channel) {
        const reason = `the host runs no command: ${error?.message.slice(0, 200) ?? 'no channel'}`;
        reject(session.lost ?? new ConnectionError('channel', reason, { cause: error }));
      } else if (isSettled()) {
        closeChannel(session, channel);
      } else {
        resolve(channel);
      }
    };
    try {
      session.client.exec(command, started);
    } catch (cause) {
      reject(session.lost ?? new ConnectionError('channel', 'the connection is closed', { cause }));
    }
  });
}

/** Closes a channel, not the connection. ssh2 throws where the connection is gone. */
export function closeChannel(session: SshSession, channel: ClientChannel): void {
  if (session.lost === undefined) channel.close();
}

/**
 * Sends `stdin` and collects what the command prints until it ends. A host that prints more than the limit is cut off: it may ignore
 * flow control. At a timeout only the channel is closed, so that the connection can still be used to put things right. Rejects with
 * a ConnectionError of stage `transfer`, what ended the connection, or the signal's reason.
 */
export async function runToEnd(
  session: SshSession,
  channel: ClientChannel,
  stdin: Buffer,
  { timeout, outputLimit, signal }: ChannelLimits,
): Promise<ChannelEnd> {
  const tooMuch = (): void => {
    session.fail(new ConnectionError('transfer', `a command printed more than ${outputLimit} bytes`));
  };
  const stdout = collect(channel, outputLimit, tooMuch);
  const stderr = collect(channel.stderr, outputLimit, tooMuch);
  let code: number | undefined;
  let exitSignal: string | undefined;
  channel.on('exit', (status: number | null, name?: string) => {
    code = status ?? undefined;
    exitSignal = name;
  });
  const late = (): ConnectionError =>
    new ConnectionError('transfer', `the command took longer than ${timeout / 1000} s`);
  try {
    await waitFor<undefined>(session, { timeout, late, signal }, ({ resolve }) => {
      // A cut connection looks like a clean end from here; the session was told first, and rejects.
      channel.once('close', () => {
        resolve(undefined);
      });
      channel.end(stdin);
    });
  } catch (error) {
    closeChannel(session, channel);
    throw error;
  } finally {
    stdout.stop();
    stderr.stop();
  }
  return { code, signal: exitSignal, stdout: stdout.bytes(), stderr: stderr.bytes() };
}

interface Collected {
  readonly bytes: () => Buffer;
  /** Keeps reading, and nothing of it. */
  readonly stop: () => void;
}

/** Reads a stream to its end, even after we gave up: what nobody reads stalls the channel, and later fills the memory. */
function collect(stream: NodeJS.ReadableStream, limit: number, tooMuch: () => void): Collected {
  let chunks: Buffer[] | undefined = [];
  let all = Buffer.alloc(0);
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) tooMuch();
    else chunks?.push(chunk);
  });
  return {
    bytes: () => all,
    stop: () => {
      all = Buffer.concat(chunks ?? []);
      chunks = undefined;
    },
  };
}
