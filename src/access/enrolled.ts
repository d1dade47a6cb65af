// Whether the PAM module would take a code from an account: its own rules for state files (pam_google_authenticator.c,
// open_secret_file and the readers of options), applied to what the fact saw.
import { causes, type LockOutId } from '../causes/causes.ts';
import type { StateFile, StateFiles } from '../facts/state-files.ts';
import { quote } from '../shell/quote.ts';

/** How an account stands. `invalid` files make every code fail. */
export type Enrolled =
  | { readonly state: 'absent' | 'valid' | 'unknown' }
  | { readonly state: 'invalid'; readonly cause: LockOutId; readonly reason: string; readonly help: string };

/** How the account stands; `unknown` for one that was not asked for. */
export function enrolledState(value: StateFiles, account: string): Enrolled {
  const file = value.files.find((entry) => entry.account === account);
  return file === undefined ? { state: 'unknown' } : stateOf(file);
}

function stateOf(file: StateFile): Enrolled {
  const { kind } = file.file;
  if (kind === 'absent') return { state: 'absent' };
  if (kind === 'unknown') return { state: 'unknown' };
  if (kind !== 'regular') {
    return invalid(
      causes.stateFileNotTaken,
      `${file.path} is not a regular file`,
      `look at what it is, then move ${file.path} away`,
    );
  }
  return permissionProblem(file) ?? contentProblem(file) ?? roomProblem(file) ?? { state: 'valid' };
}

/** Why the module could not write the file anew, which it does with every code; then it takes none. Absent files included. */
export function roomProblem({ path, room }: StateFile): Extract<Enrolled, { state: 'invalid' }> | undefined {
  if (room === 'read-only') {
    return invalid(causes.noRoom, `the file system of ${path} is read-only`, 'make it writable, or move the home');
  }
  if (room !== 'full') return undefined;
  return invalid(causes.noRoom, `the file system of ${path} is full`, 'make at least a mebibyte of room there');
}

// Anything beyond 0600, the special bits included, makes the module refuse the file; 0400 and 0600 are fine.
const forbiddenBits = 0o3777 & ~0o600;

function permissionProblem({ file, path, uid, account }: StateFile): Enrolled | undefined {
  const mode = Number.parseInt(file.mode ?? '', 8);
  if (file.uid !== uid) {
    return invalid(
      causes.stateFileOwner,
      `${path} belongs to uid ${file.uid ?? 'unknown'}, not to ${account}`,
      `chown ${quote(account)} ${quote(path)}`,
    );
  }
  if (Number.isNaN(mode) || (mode & forbiddenBits) !== 0) {
    return invalid(
      causes.stateFileNotTaken,
      `${path} has mode ${file.mode ?? 'unknown'}, more than 0600`,
      `chmod 0400 ${quote(path)}`,
    );
  }
  return undefined;
}

function contentProblem({ path, secret, options }: StateFile): Enrolled | undefined {
  if (secret === 'unknown') return { state: 'unknown' };
  const help = `move ${path} away to enrol the account anew; its code app must then be set up again`;
  if (secret === 'malformed') return invalid(causes.stateFileNotTaken, `line 1 of ${path} is no secret`, help);
  const malformed = options.find((line) => !/^" [A-Z][A-Z0-9_]*(?:[ \t]|$)/.test(line));
  if (malformed !== undefined) {
    return invalid(
      causes.ignoredLine,
      `${path} has the line ${malformed}, which the module ignores`,
      `write it with \`" \` at its start`,
    );
  }
  if (options.some((line) => /^" HOTP_COUNTER +[1-9]/.test(line))) return undefined;
  if (options.some((line) => /^" TOTP_AUTH(?:\s|$)/.test(line))) return skewProblem(path, options);
  const counter = options.find((line) => line.startsWith('" HOTP_COUNTER'));
  return counter === undefined
    ? invalid(causes.stateFileNotTaken, `${path} has neither TOTP_AUTH nor HOTP_COUNTER`, help)
    : invalid(causes.counterAtZero, `${path} has the line ${counter}, and counters begin at 1`, help);
}

/** The module adds what it has once learned to the time, also when the clock has been set right since. */
function skewProblem(path: string, options: readonly string[]): Enrolled | undefined {
  const value = (name: string): number | undefined => {
    const found = options.find((line) => line.startsWith(`" ${name} `))?.slice(name.length + 3);
    return found === undefined ? undefined : Number.parseInt(found, 10);
  };
  const skew = value('TIME_SKEW') ?? 0;
  const tolerated = ((value('WINDOW_SIZE') ?? 3) - 1) / 2;
  if (Number.isNaN(skew) || Math.abs(skew) <= tolerated) return undefined;
  return invalid(
    causes.learnedSkew,
    `${path} has TIME_SKEW ${skew}: only codes of ${Math.abs(skew) * 30} s ${skew > 0 ? 'ahead' : 'ago'} are taken`,
    `once the clocks are right, remove the lines TIME_SKEW and RESETTING_TIME_SKEW from ${path}`,
  );
}

function invalid(cause: LockOutId, reason: string, help: string): Extract<Enrolled, { state: 'invalid' }> {
  return { state: 'invalid', cause, reason, help };
}
