// Scripts over a session: how they are sent, how their end is known, and how they become root.
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';

import type { ClientChannel } from 'ssh2';

import type { Become } from '../become/become.ts';
import {
  beginMarker,
  readScriptOutput,
  scriptInput,
  scriptInputForStream,
  type ScriptInput,
} from '../shell/script-input.ts';
import { closeChannel, runToEnd, startCommand } from './channel.ts';
import { ConnectionError, type Script, type ScriptResult } from './connection.ts';
import { waitFor } from './pending.ts';
import type { SshSession } from './ssh-session.ts';

/** How a session runs its scripts. */
export interface ScriptSettings {
  /** Undefined where the account is root already. */
  readonly become: Become | undefined;
  /** Milliseconds for the host to start a command. */
  readonly channelTimeout: number;
  /** Bytes of each of standard output and standard error. */
  readonly outputLimit: number;
}

/** Runs a script to its end. */
export async function runScript(
  session: SshSession,
  settings: ScriptSettings,
  script: Script,
  signal: AbortSignal | undefined,
): Promise<ScriptResult> {
  const nonce = newNonce();
  const input = scriptInput(script.text, script.args ?? [], nonce);
  const channel = await startCommand(session, commandFor(input, script, settings), settings.channelTimeout, signal);
  const { outputLimit } = settings;
  const end = await runToEnd(session, channel, Buffer.from(input.stdin), {
    outputLimit,
    timeout: script.timeout,
    signal,
  });
  const output = readScriptOutput(end.stdout.toString(), nonce);
  const stderr = end.stderr.toString();
  if (script.become && !output.started) refuseFailedBecome(settings.become, stderr, end.code);
  return {
    completed: end.code === 0 && output.ended,
    code: end.code,
    signal: end.signal,
    stdout: output.text,
    stderr,
  };
}

/** Starts a script and hands out its streams once it runs. Ending the stream ends the script's input. */
export async function openScript(
  session: SshSession,
  settings: ScriptSettings,
  script: Script,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const nonce = newNonce();
  const input = scriptInputForStream(script.text, script.args ?? [], nonce);
  const channel = await startCommand(session, commandFor(input, script, settings), settings.channelTimeout, signal);
  const stderr = keepStart(channel.stderr);
  channel.write(input.stdin);
  try {
    await waitForMarker(session, channel, beginMarker(nonce), script.timeout, signal);
  } catch (error) {
    closeChannel(session, channel);
    if (script.become && error instanceof ConnectionError) refuseFailedBecome(settings.become, stderr(), undefined);
    throw error;
  }
  return channel;
}

function newNonce(): string {
  return randomBytes(16).toString('hex');
}

function commandFor({ shell }: ScriptInput, script: Script, { become }: ScriptSettings): string {
  return script.become && become ? become.command(shell) : `exec ${shell}`;
}

function refuseFailedBecome(become: Become | undefined, stderr: string, code: number | undefined): void {
  const failure = become?.explain(stderr, code);
  if (failure) throw new ConnectionError('become', failure.message, { help: failure.help });
}

const keptBytes = 4096;

/** Reads a stream to its end, whatever comes, and keeps the first 4 KiB. */
function keepStart(stream: NodeJS.ReadableStream): () => string {
  let kept = '';
  stream.on('data', (chunk: Buffer) => {
    if (kept.length < keptBytes) kept += chunk.toString('latin1', 0, keptBytes);
  });
  return () => kept;
}

const loudestShell = 64 * 1024;

/** Reads up to a marker and leaves what came after it unread. */
function waitForMarker(
  session: SshSession,
  channel: ClientChannel,
  marker: string,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<undefined> {
  let received = Buffer.alloc(0);
  const late = (): Error => new ConnectionError('channel', `a script did not start within ${timeout / 1000} s`);
  return waitFor<undefined>(session, { timeout, late, signal }, ({ resolve, reject, isSettled }) => {
    const read = (): void => {
      const chunk = channel.read() as Buffer | null;
      if (chunk === null || isSettled()) return;
      received = Buffer.concat([received, chunk]);
      const at = received.indexOf(marker);
      if (at >= 0) {
        channel.removeListener('readable', read);
        const rest = received.subarray(at + marker.length);
        if (rest.length > 0) channel.unshift(rest);
        resolve(undefined);
      } else if (received.length > loudestShell) {
        reject(new ConnectionError('channel', 'the login shell prints too much'));
      }
    };
    channel.on('readable', read);
    channel.once('close', () => {
      reject(new ConnectionError('channel', 'a script ended before it started'));
    });
  });
}
