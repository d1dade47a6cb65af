// connect(): an authenticated connection that runs scripts.
import type { Duplex } from 'node:stream';

import { sudo } from '../become/sudo.ts';
import type { CodeSource } from './authentication.ts';
import { ConnectionError, type Connection, type Endpoint } from './connection.ts';
import type { Evidence } from './evidence.ts';
import type { HostKeyInfo } from './host-key-check.ts';
import { attemptLogin, timeoutsOf, type SshSettings } from './login-attempt.ts';
import type { PrivateKey } from './private-key.ts';
import { openScript, runScript, type ScriptSettings } from './script-runner.ts';

/** With what, and within which limits, to connect. */
export interface ConnectOptions extends SshSettings {
  /** Tried in this order. */
  readonly keys: readonly PrivateKey[];
  /** Asked at most once, and only after the host accepted a key as one factor of several. */
  readonly answerCode?: CodeSource | undefined;
  /** Bytes of a script's standard output, and of its standard error; a host that sends more is cut off. Default 1 MiB. */
  readonly outputLimit?: number | undefined;
}

/** What is known about a connection once it stands. */
export interface ConnectionInfo {
  readonly endpoint: Endpoint;
  readonly evidence: Evidence;
  /** With the known_hosts line that was added, if one was: the journal keeps it. */
  readonly hostKey: HostKeyInfo;
  readonly algorithms: { readonly kex: string; readonly cipher: string; readonly mac: string };
}

/** A Connection of ours. */
export interface SshConnection extends Connection {
  readonly info: ConnectionInfo;
}

const mebibyte = 1024 * 1024;

/**
 * Connects and logs in. Rejects with a ConnectionError that names the stage, or with the signal's reason. `transport` is a stream to
 * an SSH server, used instead of a TCP connection; host keys are still those of the endpoint.
 */
export async function connect(endpoint: Endpoint, options: ConnectOptions, transport?: Duplex): Promise<SshConnection> {
  if (options.keys.length === 0) {
    throw new ConnectionError('auth', `there is no private key to log in to ${endpoint.address} with`, {
      help: 'name one with --private-key or ansible_ssh_private_key_file, or make ~/.ssh/id_ed25519: ssh-keygen -t ed25519',
    });
  }
  const { keys, answerCode } = options;
  const { session, error, evidence, hostKey, algorithms } = await attemptLogin(
    endpoint,
    { keys, answerCode },
    options,
    transport,
  );
  if (session === undefined || hostKey === undefined || algorithms === undefined) {
    throw error ?? new ConnectionError('auth', evidence.detail);
  }
  const settings: ScriptSettings = {
    become: endpoint.user === 'root' ? undefined : sudo,
    channelTimeout: timeoutsOf(options).channel,
    outputLimit: options.outputLimit ?? mebibyte,
  };
  const { kex, cs } = algorithms;
  return {
    info: { endpoint, evidence, hostKey, algorithms: { kex, cipher: cs.cipher, mac: cs.mac } },
    runScript: (script, signal) => runScript(session, settings, script, signal),
    open: (script, signal) => openScript(session, settings, script, signal),
    close: () => session.close(),
  };
}
