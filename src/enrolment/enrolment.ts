// What one user needs for one-time codes: made here on the controller, kept in the vault, written to hosts as a state file.
import { Secret } from '../shell/secret.ts';
import { KeyturnError } from '../diagnostics/errors.ts';
import { base32 } from './totp.ts';

/** A user's one-time-code secret and recovery codes. */
export interface Enrolment {
  readonly account: string;
  /** What an authenticator app shows as the provider: the organisation, not a host. */
  readonly issuer: string;
  /** 160 bits (RFC 4226 §4 R6) in base32 (RFC 4648 §6): 32 characters without padding. */
  readonly secret: Secret;
  /** Eight digits each, the first not 0. Each works once on each host, in place of a one-time code. */
  readonly recoveryCodes: readonly Secret[];
  readonly createdAt: Date;
}

/** Randomness and the clock: `randomBytes` must be a CSPRNG such as the one in `node:crypto`. */
export interface EnrolmentSources {
  readonly randomBytes: (size: number) => Uint8Array;
  readonly now: () => Date;
}

const recoveryCodeCount = 5;
const lowestCode = 10_000_000;
const codeRange = 90_000_000;
// The largest multiple of the range below 2^32: drawing again above it keeps every code equally likely.
const unbiasedLimit = Math.floor(2 ** 32 / codeRange) * codeRange;

/** A fresh enrolment. Nothing is stored: it is not real before the vault holds it. */
export function createEnrolment(account: string, issuer: string, sources: EnrolmentSources): Enrolment {
  requireLabel('account', account);
  requireLabel('issuer', issuer);
  return {
    account,
    issuer,
    secret: base32(sources.randomBytes(20)),
    recoveryCodes: Array.from({ length: recoveryCodeCount }, () => recoveryCode(sources.randomBytes)),
    createdAt: sources.now(),
  };
}

/**
 * Throws unless the text can stand in a Key URI label. Colons separate issuer and account there, and some apps split at an
 * escaped one too; control characters would reach the terminal with the handout.
 */
export function requireLabel(what: 'account' | 'issuer', text: string): void {
  if (/^[^\p{C}\p{Zl}\p{Zp}:]{1,100}$/u.test(text) && text.trim() === text) return;
  throw new KeyturnError(`the ${what} ${JSON.stringify(text.slice(0, 100))} cannot be used for one-time codes`, {
    help: `use 1 to 100 characters without colons, control characters or spaces at either end`,
  });
}

function recoveryCode(randomBytes: EnrolmentSources['randomBytes']): Secret {
  for (;;) {
    const draw = Buffer.from(randomBytes(4)).readUInt32BE();
    if (draw < unbiasedLimit) return new Secret(String(lowestCode + (draw % codeRange)));
  }
}
