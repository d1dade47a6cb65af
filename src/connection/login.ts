// login(): what our own client sees when somebody logs in. Rehearsal, proof, verify and audit all use it.
import type { Duplex } from 'node:stream';

import type { CodeSource } from './authentication.ts';
import { runToEnd, startCommand } from './channel.ts';
import { ConnectionError, type Endpoint } from './connection.ts';
import type { Evidence } from './evidence.ts';
import type { KeyQuestions } from './key-questions.ts';
import { attemptLogin, type SshSettings } from './login-attempt.ts';
import type { PrivateKey } from './private-key.ts';
import { hostClosed, type SshSession } from './ssh-session.ts';

/** With what to log in. A code alone is offered to the host at once; with a key, only after the host accepted the key. */
export interface LoginFactors {
  readonly key?: PrivateKey | undefined;
  readonly code?: CodeSource | undefined;
  /** Public keys to ask the host about first, on the same connection: the refusals count with those of the login. */
  readonly ask?: KeyQuestions | undefined;
  /**
   * Open a session once in, and read what it prints: for accounts whose command the host chooses. Where the host ends the connection instead,
   * the login is refused, whatever it said before: so ends one that PAM's pam_setcred or its session part does not take.
   */
  readonly session?: boolean | undefined;
}

/**
 * Logs in with exactly these factors over a fresh TCP connection, or over `transport`, runs nothing of ours and leaves. Never rejects but with
 * the signal's reason: a login that the host does not allow is `refused`, one that could not be judged is `unknown`.
 * A host that accepts the key but wants more gives a step with `tried: 'publickey'` and `partialSuccess: true`.
 */
export async function login(
  endpoint: Endpoint,
  factors: LoginFactors,
  settings: SshSettings,
  transport?: Duplex,
): Promise<Evidence> {
  const keys = factors.key ? [factors.key] : [];
  const { evidence, session, error } = await attemptLogin(
    endpoint,
    { keys, answerCode: factors.code, ask: factors.ask },
    settings,
    transport,
  );
  const seen = session && factors.session === true ? await openSession(evidence, session, settings) : evidence;
  await session?.close();
  return error?.turnedAway === true ? { ...seen, turnedAway: true } : seen;
}

const sessionTimeout = 10_000;
const sessionLimit = 65_536;

async function openSession(evidence: Evidence, session: SshSession, { signal }: SshSettings): Promise<Evidence> {
  const limits = { timeout: sessionTimeout, outputLimit: sessionLimit, signal };
  try {
    const channel = await startCommand(session, 'true', sessionTimeout, signal);
    const { stdout } = await runToEnd(session, channel, Buffer.alloc(0), limits);
    return { ...evidence, session: stdout.toString() };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    // A host that runs no commands has let us in all the same.
    if (session.lost === undefined) return evidence;
    if (error.message !== hostClosed) return { ...evidence, outcome: 'unknown', detail: error.message };
    const detail =
      'the host took what was shown, and ended the connection before a session began: its log says which PAM module';
    return { ...evidence, outcome: 'refused', detail };
  }
}
