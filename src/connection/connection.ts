// The seam between Keyturn and a host: everything above it works on any Connection, and tests fake only this.
import type { Duplex } from 'node:stream';

import { KeyturnError } from '../diagnostics/errors.ts';
import type { ScriptArgument } from '../shell/script-input.ts';

/** Where and as whom to connect. The address is also what known_hosts files call the host, as for `ssh`. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly user: string;
}

/**
 * A script for the host's `/bin/sh`. Its standard input is empty. The script runs in a subshell, and only once it has arrived completely: a connection that is cut while it
 * is sent runs none of it.
 */
export interface Script {
  readonly text: string;
  /** `$1` and so on. They are part of what is sent on standard input, not of any command line: the only way in for a secret. */
  readonly args?: readonly ScriptArgument[];
  /** Whether to run as root. An account named root needs nothing for that. */
  readonly become: boolean;
  /** Milliseconds from sending to the last byte. */
  readonly timeout: number;
}

/**
 * How a script ended. `completed` is true only when the exit status 0 *and* our end marker arrived: a connection that is cut
 * looks like a clean finish otherwise. `code` is undefined when the host never said how it ended: then what was done is unknown.
 */
export interface ScriptResult {
  readonly completed: boolean;
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Without the end marker. */
  readonly stdout: string;
  readonly stderr: string;
}

/** An authenticated connection to one host. */
export interface Connection {
  /** Runs a script with nothing left on the host. Rejects with a ConnectionError when the connection or a deadline breaks. */
  runScript(script: Script, signal?: AbortSignal): Promise<ScriptResult>;
  /**
   * Starts a script and hands out its standard input and output as a stream, for example to log in through `sshd -i`. The script's
   * `timeout` is the time it has to start. Rejects as `runScript` does.
   */
  open(script: Script, signal?: AbortSignal): Promise<Duplex>;
  /** Ends the connection; never rejects, and is idempotent. */
  close(): Promise<void>;
}

/** The part of connecting that failed. */
export type ConnectionStage = 'resolve' | 'tcp' | 'handshake' | 'host-key' | 'auth' | 'become' | 'channel' | 'transfer';

/** The connection could not be made, was lost, or broke a limit. */
export class ConnectionError extends KeyturnError {
  override readonly name = 'ConnectionError';
  readonly stage: ConnectionStage;
  /** Whether the host closed the connection before it said anything: too many others, or a penalty. It may be tried again later. */
  readonly turnedAway: boolean;

  constructor(
    stage: ConnectionStage,
    message: string,
    options: { readonly help?: string; readonly cause?: unknown; readonly turnedAway?: boolean } = {},
  ) {
    super(message, options);
    this.stage = stage;
    this.turnedAway = options.turnedAway ?? false;
  }
}
