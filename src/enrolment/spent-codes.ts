// Which codes were spent where, remembered between runs and shared by runs at the same time. No secret is in here.
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KeyturnError } from '../diagnostics/errors.ts';
import { keyOf, printClaim, type Claim, type StateFileId } from './claim.ts';
import { ClaimFile } from './claim-file.ts';
import type { CodeUse } from './code-choice.ts';
import { systemCode } from './durable-file.ts';

/** What was spent during the last ten minutes at least: far longer than any step or rate limit matters. */
export interface SpentCodes {
  uses(stateFile: StateFileId): readonly CodeUse[];
  /** Records a use, before it happens. False when another process claimed the same step too: then it is nobody's. */
  claim(stateFile: StateFileId, use: CodeUse): boolean;
}

/** Seconds. Each span of time has its own file, so that forgetting is deleting: no process ever rewrites what another appends to. */
const span = 600;

/**
 * Spent codes in a folder that is made when needed: one NDJSON file per ten minutes. Safe between processes on one machine
 * without a lock: a claim is a single append, and counts only when it is read back and found to be alone.
 */
export function spentCodesIn(folder: string): SpentCodes {
  const files = new Map<string, ClaimFile>();
  const claimsOn = (stateFile: StateFileId): readonly Claim[] => {
    refresh(folder, files);
    return [...files.values()].flatMap((file) => file.claims(keyOf(stateFile)));
  };
  return {
    uses: claimsOn,
    claim(stateFile, { at, step }) {
      const by = randomBytes(8).toString('hex');
      record(folder, { stateFile, step, at, by });
      const claims = claimsOn(stateFile);
      const rivals = claims.filter((claim) => claim.by !== by && claim.step !== undefined && claim.step === step);
      // Not found: the clock jumped, or we slept between naming the file and writing to it, and it was deleted.
      return rivals.length === 0 && claims.some((claim) => claim.by === by);
    },
  };
}

function record(folder: string, claim: Claim): void {
  const bucket = Math.floor(claim.at / span);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    prune(folder, bucket);
    // A newline in front too: a process that died in the middle of a line must not spoil ours.
    appendFileSync(join(folder, `${bucket}.ndjson`), `\n${printClaim(claim)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

function prune(folder: string, bucket: number): void {
  for (const name of bucketNames(folder)) {
    if (Number.parseInt(name, 10) < bucket - 1) rmSync(join(folder, name), { force: true });
  }
}

function refresh(folder: string, files: Map<string, ClaimFile>): void {
  try {
    const names = bucketNames(folder);
    for (const known of files.keys()) if (!names.includes(known)) files.delete(known);
    for (const name of names) {
      const file = files.get(name) ?? new ClaimFile(join(folder, name));
      files.set(name, file);
      file.refresh();
    }
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

function bucketNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d{1,12}\.ndjson$/.test(name));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function unusable(folder: string, cause: unknown): KeyturnError {
  return new KeyturnError(`cannot keep spent one-time codes in "${folder}": ${systemCode(cause) ?? 'unknown error'}`, {
    help: 'without them a code could be sent twice, which hosts refuse; set XDG_STATE_HOME to a folder of yours',
    cause,
  });
}
