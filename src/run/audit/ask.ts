// Asks a host for facts and takes what it answers: an audit goes on with whatever can be told.
import type { Connection } from '../../connection/connection.ts';
import { factsOf, isAnswer, type FactRequest, type Facts } from '../../facts/fact.ts';
import { parseFrames } from '../../shell/frames.ts';
import { gatherScript } from '../phases/gather.ts';
import { StepError } from '../problem.ts';

/** The facts that were answered, and the names of those that were not. */
export interface Answers {
  readonly facts: Facts;
  readonly unanswered: ReadonlySet<string>;
}

/** How long a host may take to answer all probes, in milliseconds. */
const askTimeout = 60_000;

/** One exec for all facts, as root where `become` says so. Rejects when the connection, its limits or its time end it. */
export async function ask(
  connection: Connection,
  requests: readonly FactRequest[],
  become: boolean,
  nonce: string,
  signal: AbortSignal,
): Promise<Answers> {
  const script = { text: gatherScript(requests, nonce), become, timeout: askTimeout };
  const { stdout } = await connection.runScript(script, signal);
  const answers = readAnswers(requests, stdout, nonce);
  if (answers.unanswered.size < requests.length) return answers;
  throw new StepError('the host answered none of the probes', {
    help: 'does the login shell of the managing account print or end something at login? Then look at the output',
    output: stdout.slice(0, 500),
  });
}

/** Reads what the script printed. A fact is unanswered without a whole frame, where its probe failed, or with lines that no probe of it prints. */
export function readAnswers(requests: readonly FactRequest[], stdout: string, nonce: string): Answers {
  const frames = parseFrames(stdout, nonce);
  const values = new Map<string, unknown>();
  for (const { fact } of requests) {
    const frame = frames.get(fact.name);
    if (frame?.status === 0 && isAnswer(fact, frame.text)) values.set(fact.name, fact.parse(frame.text));
  }
  const names = requests.map(({ fact }) => fact.name);
  return { facts: factsOf(values), unanswered: new Set(names.filter((name) => !values.has(name))) };
}
