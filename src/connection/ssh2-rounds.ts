// The one place that reaches into ssh2: it answers rounds of keyboard-interactive questions without a question by itself, as often as
// a host likes, and tells nobody (RFC 4256 §3.2 allows such a round; an endless chain of them is an attack).
import type { Client } from 'ssh2';

interface RoundCounter {
  /** False if the round must not be answered. */
  noteRound(): boolean;
}

/** Lets `counter` see, and stop, every answer that the client sends. Throws if this ssh2 is not built as expected. */
export function watchRounds(client: Client, counter: RoundCounter): void {
  const protocol = (client as unknown as { _protocol?: { authInfoRes?: (answers?: string[]) => void } })._protocol;
  const answer = protocol?.authInfoRes;
  if (protocol === undefined || answer === undefined)
    throw new Error('this release of ssh2 is not the one that Keyturn expects');
  protocol.authInfoRes = (answers) => {
    if (counter.noteRound()) answer.call(protocol, answers);
  };
}
