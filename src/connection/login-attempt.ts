// The one way to log in: connect() keeps what comes out, login() only looks at it.
import type { Duplex } from 'node:stream';

import type { NegotiatedAlgorithms } from 'ssh2';

import { abortReason } from './abort-reason.ts';
import { algorithmsFor } from './algorithms.ts';
import { Authentication, type AuthVerdict, type Factors } from './authentication.ts';
import { ConnectionError, type Endpoint } from './connection.ts';
import { Deadline, defaultTimeouts, type Timeouts } from './deadline.ts';
import { dial } from './dial.ts';
import type { Evidence } from './evidence.ts';
import { HostKeyCheck, type HostKeyInfo, type HostKeyPolicy } from './host-key-check.ts';
import type { HostKeyStore } from './host-key-store.ts';
import { guardInbound } from './inbound-guard.ts';
import { queryKey } from './ssh2-key-query.ts';
import { watchRounds } from './ssh2-rounds.ts';
import { SshSession } from './ssh-session.ts';

/** What every connection needs, whatever it logs in with. */
export interface SshSettings {
  readonly knownHosts: HostKeyStore;
  /** Default `strict`. */
  readonly hostKeyPolicy?: HostKeyPolicy | undefined;
  /** Milliseconds for each of name resolution, TCP and the key exchange; default 10 s. */
  readonly connectTimeout?: number | undefined;
  /** Single deadlines, over what follows from `connectTimeout`. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a login went. Exactly one of `session` (still open, the caller closes it) and `error` is there. */
export interface LoginAttempt {
  readonly evidence: Evidence;
  readonly session: SshSession | undefined;
  readonly error: ConnectionError | undefined;
  readonly hostKey: HostKeyInfo | undefined;
  readonly algorithms: NegotiatedAlgorithms | undefined;
}

/** All deadlines of a connection. */
export function timeoutsOf(settings: SshSettings): Timeouts {
  return { ...defaultTimeouts(settings.connectTimeout), ...settings.timeouts };
}

/**
 * Connects, over a fresh TCP connection or over `transport`, and authenticates. Rejects only with the signal's reason; any other
 * failure is in the result.
 */
export async function attemptLogin(
  endpoint: Endpoint,
  factors: Factors,
  settings: SshSettings,
  transport?: Duplex,
): Promise<LoginAttempt> {
  if (settings.signal?.aborted) throw abortReason(settings.signal);
  const check = new HostKeyCheck(endpoint, settings.knownHosts, settings.hostKeyPolicy ?? 'strict');
  const timeouts = timeoutsOf(settings);
  try {
    const types = check.offeredTypes();
    const stream = transport ?? (await dial(endpoint, timeouts, settings.signal));
    return await authenticate({ endpoint, factors, check, timeouts, types, signal: settings.signal }, stream);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const evidence: Evidence = {
      account: endpoint.user,
      steps: [],
      prompts: [],
      outcome: 'unknown',
      detail: error.message,
    };
    return { evidence, session: undefined, error, hostKey: undefined, algorithms: undefined };
  }
}

interface Login {
  readonly endpoint: Endpoint;
  readonly factors: Factors;
  readonly check: HostKeyCheck;
  readonly timeouts: Timeouts;
  readonly types: readonly string[];
  readonly signal: AbortSignal | undefined;
}

function authenticate(login: Login, stream: Duplex): Promise<LoginAttempt> {
  const { endpoint, factors, check, timeouts, types, signal } = login;
  const session = new SshSession(stream, timeouts.close);
  const guard = guardInbound(stream, (error) => {
    session.fail(error);
  });
  const deadline = new Deadline((error) => {
    session.fail(error);
  });
  let hostKey: HostKeyInfo | undefined;
  let algorithms: NegotiatedAlgorithms | undefined;

  return new Promise((resolve, reject) => {
    const authentication = new Authentication(endpoint.user, factors, {
      beforeFirst: async () => {
        hostKey = await check.record();
      },
      query: (algorithm, blob) => queryKey(session.client, { account: endpoint.user, algorithm, blob }),
      pauseDeadline: () => {
        deadline.pause();
        return () => {
          deadline.resume();
        };
      },
      giveUp: (verdict) => {
        forget();
        over();
        void session.close().then(() => {
          settle(verdict.outcome, verdictError(verdict));
        });
      },
    });
    const settle = (outcome: Evidence['outcome'], error?: ConnectionError): void => {
      const evidence = authentication.evidence(outcome, error?.message ?? 'the host let us in');
      resolve({ evidence, session: error ? undefined : session, error, hostKey, algorithms });
    };
    const forget = session.onLost((error) => {
      over();
      const reason = check.refusal ?? (/no matching host key/.test(error.message) ? check.noCommonType() : error);
      settle(isTooManyFailures(reason) ? 'refused' : 'unknown', reason);
    });
    const abort = (): void => {
      forget();
      over();
      session.fail(new ConnectionError(session.stage, 'interrupted'));
      reject(abortReason(signal));
    };
    function over(): void {
      deadline.stop();
      authentication.stop();
      signal?.removeEventListener('abort', abort);
    }
    signal?.addEventListener('abort', abort);

    session.client.on('handshake', (negotiated) => {
      // Keys are renegotiated later in the life of a connection; that is no new login.
      if (algorithms !== undefined) return;
      algorithms = negotiated;
      session.stage = 'auth';
      deadline.start('auth', timeouts.auth, `logging in as ${endpoint.user}`);
    });
    session.client.once('ready', () => {
      guard.release();
      forget();
      authentication.noteSuccess();
      over();
      session.stage = 'transfer';
      settle('accepted');
    });
    deadline.start('handshake', timeouts.handshake, `the key exchange with ${endpoint.address}`);
    try {
      session.client.connect({
        sock: stream,
        username: endpoint.user,
        algorithms: algorithmsFor(types),
        hostVerifier: check.verifier,
        authHandler: authentication.handler,
        // Our own deadlines pause while a code is asked for; ssh2's does not.
        readyTimeout: 0,
        keepaliveInterval: timeouts.keepalive,
        keepaliveCountMax: 3,
      });
      watchRounds(session.client, authentication);
    } catch (cause) {
      session.fail(new ConnectionError('handshake', cause instanceof Error ? cause.message : String(cause), { cause }));
    }
  });
}

function verdictError({ detail, help, cause }: AuthVerdict): ConnectionError {
  return cause instanceof ConnectionError
    ? cause
    : new ConnectionError('auth', detail, { cause, ...(help !== undefined && { help }) });
}

/** OpenSSH says goodbye with these words instead of refusing the last attempt that it allows. */
export function isTooManyFailures(error: ConnectionError): boolean {
  return (
    error.stage === 'auth' && /^the host ended the connection: Too many authentication failures/.test(error.message)
  );
}
