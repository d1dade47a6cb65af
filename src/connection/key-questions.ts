// Public keys that a host is asked about without a signature: is each of them one that it takes for an account? Its own sshd answers, with the
// files, commands, options and algorithms that it really uses.

/** A public key as authorized_keys has it. */
export interface AskedKey {
  readonly type: string;
  readonly base64: string;
}

/** `unknown`: it was not asked, or the connection ended before the answer. */
export type KeyAnswer = 'accepted' | 'refused' | 'unknown';

/** What to ask, and after how many refusals to stop: sshd counts each as a failed attempt, and ends the connection at MaxAuthTries. */
export interface KeyQuestions {
  readonly keys: readonly AskedKey[];
  readonly mostRefused: number;
}

/** Asks one query; the promise never settles where the connection is lost. */
export type AskQuery = (algorithm: string, blob: Buffer) => Promise<boolean>;

/** With what a key may sign, best first: an RSA key with one of two hashes, where there are tries for both. */
function algorithmsOf(type: string, mostRefused: number): readonly string[] {
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'].slice(0, mostRefused) : [type];
}

/** Asks about the keys in order, into `answers`: what was answered stands there when the connection is lost too. */
export async function askQuestions(
  { keys, mostRefused }: KeyQuestions,
  ask: AskQuery,
  answers: KeyAnswer[],
): Promise<void> {
  let refused = 0;
  for (const { type, base64 } of keys) {
    const blob = Buffer.from(base64, 'base64');
    const algorithms = algorithmsOf(type, mostRefused);
    if (refused + algorithms.length > mostRefused) return;
    let isAccepted = false;
    for (const algorithm of algorithms) {
      isAccepted = await ask(algorithm, blob);
      if (isAccepted) break;
      refused += 1;
    }
    answers.push(isAccepted ? 'accepted' : 'refused');
  }
}
