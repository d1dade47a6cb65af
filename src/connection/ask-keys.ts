// askKeys(): which public keys a host takes for an account, asked of its sshd without a signature. No private key is needed, and nothing is
// logged in.
import type { Duplex } from 'node:stream';

import type { Endpoint } from './connection.ts';
import type { AskedKey, KeyAnswer } from './key-questions.ts';
import { attemptLogin, isTooManyFailures, type SshSettings } from './login-attempt.ts';

/** The keys of one account, and how many failed attempts sshd takes on a connection (MaxAuthTries). */
export interface KeysOfAccount {
  readonly keys: readonly AskedKey[];
  readonly maxAuthTries: number;
}

/**
 * Asks about all of the keys, in their order, over as few connections as their refusals allow; `open` gives a stream to an sshd for each. A key
 * without an answer is `unknown`. Rejects only with the signal's reason, or as `open` does.
 */
export async function askKeys(
  endpoint: Endpoint,
  { keys, maxAuthTries }: KeysOfAccount,
  settings: SshSettings,
  open: () => Promise<Duplex>,
): Promise<readonly KeyAnswer[]> {
  const answers: KeyAnswer[] = [];
  while (answers.length < keys.length) {
    // The last failure that sshd allows is the one at which it hangs up.
    const ask = { keys: keys.slice(answers.length), mostRefused: Math.max(1, maxAuthTries - 1) };
    const { evidence, error, session } = await attemptLogin(endpoint, { keys: [], ask }, settings, await open());
    await session?.close();
    const before = answers.length;
    answers.push(...(evidence.asked ?? []));
    if (answers.length < keys.length && error !== undefined && isTooManyFailures(error)) answers.push('refused');
    if (answers.length === before) break;
  }
  return keys.map((_, index) => answers[index] ?? 'unknown');
}
