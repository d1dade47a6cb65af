// login(): what our own client sees when somebody logs in. Rehearsal, proof, verify and audit all use it.
import type { Duplex } from 'node:stream';

import type { CodeSource } from './authentication.ts';
import type { Endpoint } from './connection.ts';
import type { Evidence } from './evidence.ts';
import type { KeyQuestions } from './key-questions.ts';
import { attemptLogin, type SshSettings } from './login-attempt.ts';
import type { PrivateKey } from './private-key.ts';

/** With what to log in. A code alone is offered to the host at once; with a key, only after the host accepted the key. */
export interface LoginFactors {
  readonly key?: PrivateKey | undefined;
  readonly code?: CodeSource | undefined;
  /** Public keys to ask the host about first, on the same connection: the refusals count with those of the login. */
  readonly ask?: KeyQuestions | undefined;
}

/**
 * Logs in with exactly these factors over a fresh TCP connection, or over `transport`, runs nothing and leaves. Never rejects but with
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
  await session?.close();
  return error?.turnedAway === true ? { ...evidence, turnedAway: true } : evidence;
}
