// A claim: one line that says that a code is about to be used on a host. No secret is in it.
import type { CodeUse } from './code-choice.ts';

/**
 * One state file on one host: codes are spent and counted there, not per user. `copy` tells a staged copy, which keeps its own
 * count, from the file that logins use.
 */
export interface StateFileId {
  readonly host: string;
  readonly account: string;
  readonly copy?: string;
}

/** A use, with a nonce that tells whose claim it is. */
export interface Claim extends CodeUse {
  readonly stateFile: StateFileId;
  readonly by: string;
}

/** A state file as a map key. */
export function keyOf({ host, account, copy }: StateFileId): string {
  return JSON.stringify([host, account, copy ?? null]);
}

/** A claim as one line of NDJSON, without its end. */
export function printClaim({ stateFile, step, at, by }: Claim): string {
  return JSON.stringify({ ...stateFile, step, at, by });
}

/** The claim on a line; undefined for a line that is torn or not ours. */
export function parseClaim(line: string): Claim | undefined {
  const record = parseObject(line);
  if (!record) return undefined;
  const { host, account, copy, step, at, by } = record;
  if (typeof host !== 'string' || typeof account !== 'string' || typeof by !== 'string') return undefined;
  if (typeof at !== 'number' || (step !== undefined && typeof step !== 'number')) return undefined;
  return { stateFile: typeof copy === 'string' ? { host, account, copy } : { host, account }, step, at, by };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
