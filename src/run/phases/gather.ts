// Gather: every fact that a play asks for in one exec, framed, with nothing left on the host.
import type { Connection } from '../../connection/connection.ts';
import { KeyturnError } from '../../diagnostics/errors.ts';
import { distros } from '../../distros/index.ts';
import { factsOf, type FactRequest, type Facts } from '../../facts/fact.ts';
import { readFamily } from '../../facts/probe/family.ts';
import { frameScript, parseFrames } from '../../shell/frames.ts';

/** How long a host may take to answer all probes, in milliseconds. */
const gatherTimeout = 60_000;

/**
 * Asks one host for all facts, as root where `become` says so. Throws a KeyturnError that names the facts for which no whole
 * frame came back.
 */
export async function gather(
  connection: Connection,
  requests: readonly FactRequest[],
  become: boolean,
  nonce: string,
  signal: AbortSignal,
): Promise<Facts> {
  const script = { text: gatherScript(requests, nonce), become, timeout: gatherTimeout };
  const result = await connection.runScript(script, signal);
  return readFacts(requests, result.stdout, nonce);
}

/** The script that probes for all requests. `nonce` marks the frames: hex, at least 128 bits, new for every exec. The host is of one of the families, or of none that is known. */
export function gatherScript(requests: readonly FactRequest[], nonce: string, families = distros): string {
  const preludes = new Set(requests.flatMap(({ fact }) => fact.preludes ?? []));
  const sections = requests.map(({ fact, params }) => ({ name: fact.name, sh: fact.probe(params) }));
  return [readFamily(families), ...preludes, frameScript(sections, nonce)].join('');
}

/** Reads what the gather script printed. */
export function readFacts(requests: readonly FactRequest[], stdout: string, nonce: string): Facts {
  const frames = parseFrames(stdout, nonce);
  const values = new Map<string, unknown>();
  const missing: string[] = [];
  for (const { fact } of requests) {
    const frame = frames.get(fact.name);
    if (frame === undefined) missing.push(fact.name);
    else values.set(fact.name, fact.parse(frame.text));
  }
  if (missing.length > 0) {
    throw new KeyturnError(`the host did not answer the probes for ${missing.join(', ')}`, {
      help: 'does the login shell of the managing account print or end something at login? Then look at the output',
    });
  }
  return factsOf(values);
}
