// State files of pam_google_authenticator (its FILEFORMAT): a secret, options behind `" `, recovery codes. Lossless: unknown lines
// keep their place. Everything in here is secret; callers wrap it.
import { lineBody, splitLines } from './lines.ts';

/** One line with its end. The first line is the secret; the module stops reading codes at the first line that is none. */
export type StateLine =
  | { readonly kind: 'secret' | 'scratch' | 'other'; readonly raw: string }
  | { readonly kind: 'option'; readonly raw: string; readonly name: string; readonly params: readonly string[] };

/** Every line of the text, as the module reads it. */
export function parseStateFile(text: string): readonly StateLine[] {
  let scanning = true;
  return splitLines(text).map((raw, index): StateLine => {
    if (index === 0) return { kind: 'secret', raw };
    const body = lineBody(raw);
    const option = /^" ([A-Z][A-Z0-9_]*)(?:[ \t]+(.*))?$/.exec(body);
    if (option !== null) {
      const params = (option[2] ?? '').split(/[ \t]+/).filter((word) => word !== '');
      return { kind: 'option', raw, name: option[1] ?? '', params };
    }
    if (scanning && /^[1-9]\d{7}$/.test(body)) return { kind: 'scratch', raw };
    scanning = scanning && (body === '' || body.startsWith('"'));
    return { kind: 'other', raw };
  });
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
