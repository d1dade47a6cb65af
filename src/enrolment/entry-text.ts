// What an entry holds once it is opened: one JSON object with a version, made to be read with nothing but `age -d`.
import { Secret } from '../shell/secret.ts';
import { requireLabel, type Enrolment } from './enrolment.ts';

const version = 1;

/** An enrolment as the text that gets sealed. */
export function printEntry(enrolment: Enrolment): Secret {
  const entry = {
    version,
    account: enrolment.account,
    issuer: enrolment.issuer,
    secret: enrolment.secret.reveal(),
    recovery_codes: enrolment.recoveryCodes.map((code) => code.reveal()),
    created_at: enrolment.createdAt.toISOString(),
  };
  return new Secret(`${JSON.stringify(entry, null, 2)}\n`);
}

/** An opened entry, or what is wrong with it. The reason never quotes the text: it is a secret even when it is broken. */
export type ParsedEntry = { readonly enrolment: Enrolment } | { readonly problem: string };

/** Reads the text of an opened entry. Total: any text gives an enrolment or a problem. */
export function parseEntry(text: Secret): ParsedEntry {
  const entry = parseObject(text.reveal());
  if (!entry) return { problem: 'it does not hold a JSON object' };
  if (entry['version'] !== version)
    return { problem: `its version is not ${version}; a newer Keyturn may have made it` };
  const { account, issuer, secret, recovery_codes: codes, created_at: created } = entry;
  if (!isLabel('account', account)) return { problem: 'its "account" is not an account name' };
  if (!isLabel('issuer', issuer)) return { problem: 'its "issuer" is not an issuer' };
  if (!isMatch(secret, /^[A-Z2-7]{32}$/)) return { problem: 'its "secret" is not 32 characters of base32' };
  if (!isRecoveryCodes(codes)) return { problem: 'its "recovery_codes" are not eight-digit codes' };
  const createdAt = new Date(typeof created === 'string' ? created : NaN);
  if (Number.isNaN(createdAt.getTime())) return { problem: 'its "created_at" is not a date' };
  const recoveryCodes = codes.map((code) => new Secret(code));
  return { enrolment: { account, issuer, secret: new Secret(secret), recoveryCodes, createdAt } };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // The error of JSON.parse quotes the text: it must not travel on.
    return undefined;
  }
}

function isMatch(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isRecoveryCodes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= 100 && value.every((code) => isMatch(code, /^[1-9][0-9]{7}$/));
}

function isLabel(what: 'account' | 'issuer', value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    requireLabel(what, value);
    return true;
  } catch {
    return false;
  }
}
