// State files of pam_google_authenticator (its FILEFORMAT): a secret, options behind `" `, recovery codes. Lossless: unknown lines
// keep their place. Everything in here is secret; callers wrap it.

/** Where the module looks for it below a home, unless its line in PAM has the option `secret=` (SECRET in its source). */
export const moduleStateFile = '.google_authenticator';

/** The options of the module's line with which it reads `path` below each account's home. */
export function placeOptions(path: string): readonly string[] {
  return path === moduleStateFile ? [] : [`secret=\${HOME}/${path}`];
}

/** Whether options of the module's line make it read `path` below each account's home. The last of several counts. */
export function readsFrom(options: readonly string[], path: string): boolean {
  const secret = options.findLast((option) => option.startsWith('secret='))?.slice(7);
  return secret === undefined ? path === moduleStateFile : secret === `~/${path}` || secret === `\${HOME}/${path}`;
}

/** Everything that the module reads or writes behind `" `. */
export const stateOptions: readonly string[] = [
  ...['TOTP_AUTH', 'HOTP_COUNTER', 'DISALLOW_REUSE', 'RATE_LIMIT', 'WINDOW_SIZE', 'STEP_SIZE'],
  ...['TIME_SKEW', 'RESETTING_TIME_SKEW', ...Array.from({ length: 10 }, (_, index) => `LAST${index}`)],
];

/** One line with its end. `number` counts newlines, as editors do; the module ends an option at a carriage return as well. */
export interface StateLine {
  readonly number: number;
  readonly raw: string;
  readonly kind: 'secret' | 'option' | 'scratch' | 'other';
  /** Of an option: its name, and all that stands behind the blanks behind the name. */
  readonly name?: string;
  readonly value?: string;
}

/** Every line of the text, as the module reads it: the first is the secret, and codes end at the first line that is none. */
export function parseStateFile(text: string): readonly StateLine[] {
  const [first = ''] = /^[^\n]*\n?/.exec(text) ?? [];
  const lines: StateLine[] = first === '' ? [] : [{ number: 1, raw: first, kind: 'secret' }];
  let number = 2;
  let scanning = true;
  for (const raw of text.slice(first.length).match(/[^\r\n]*(?:\r*\n|\r+)|[^\r\n]+$/g) ?? []) {
    const line = lineOf(number, raw, scanning);
    lines.push(line);
    scanning = scanning && (line.kind !== 'other' || /^["\r\n]/.test(raw));
    if (raw.endsWith('\n')) number += 1;
  }
  return lines;
}

function lineOf(number: number, raw: string, scanning: boolean): StateLine {
  const body = raw.replace(/[\r\n]+$/, '');
  const [, name, value] = /^" ([A-Z][A-Z0-9_]*)(?:[ \t]+(.*))?$/s.exec(body) ?? [];
  if (name !== undefined) return { number, raw, kind: 'option', name, value: value ?? '' };
  return { number, raw, kind: scanning && /^[1-9]\d{7}$/.test(body) ? 'scratch' : 'other' };
}

/** The text of the lines, byte for byte. */
export function printStateFile(lines: readonly StateLine[]): string {
  return lines.map((line) => line.raw).join('');
}

/** What a new enrolment consists of: base32 without padding, and recovery codes of 8 digits that start with 1 to 9. */
export interface NewState {
  readonly secret: string;
  readonly scratchCodes: readonly string[];
}

/**
 * Exactly what `google-authenticator -t -d -r 3 -R 30 -w 3` writes. Throws a TypeError for a secret or a code that the module
 * would not read back.
 */
export function newStateFile({ secret, scratchCodes }: NewState): string {
  if (!/^[A-Z2-7]{16,}$/.test(secret)) throw new TypeError('a secret is at least 16 characters of base32');
  if (!scratchCodes.every((code) => /^[1-9]\d{7}$/.test(code)))
    throw new TypeError('a recovery code is 8 digits, the first not 0');
  const options = ['" RATE_LIMIT 3 30', '" WINDOW_SIZE 3', '" DISALLOW_REUSE', '" TOTP_AUTH'];
  return [secret, ...options, ...scratchCodes, ''].join('\n');
}
