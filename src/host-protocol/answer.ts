// What the host scripts answer: lines of a closed grammar. A host may lie, so an answer is only ever a claim; what is not in the
// grammar, or bears another nonce, counts as no answer at all.
//
//   keyturn <nonce> step <word>
//   keyturn <nonce> <outcome> [<word>…]            words as in word.ts; the last line of this kind decides

import type { TransactionId } from './transaction-id.ts';

/** One answer line: its outcome and the words that follow it, still encoded. */
export interface HostAnswer {
  readonly outcome: string;
  readonly words: readonly string[];
}

/** The last outcome that the output states for this transaction; undefined when it states none. */
export function lastAnswer(stdout: string, id: TransactionId): HostAnswer | undefined {
  return answers(stdout, id).findLast(({ outcome }) => outcome !== 'step');
}

/** The last step that a script reached: where to look when it never said how it ended. */
export function lastStep(stdout: string, id: TransactionId): string | undefined {
  return answers(stdout, id).findLast(({ outcome }) => outcome === 'step')?.words[0];
}

function answers(stdout: string, id: TransactionId): readonly HostAnswer[] {
  const prefix = `keyturn ${id.nonce} `;
  return stdout.split('\n').flatMap((line) => {
    if (!line.startsWith(prefix)) return [];
    const [outcome, ...words] = line.slice(prefix.length).split(' ');
    return outcome !== undefined && /^[a-z][a-z-]*$/.test(outcome) ? [{ outcome, words }] : [];
  });
}
