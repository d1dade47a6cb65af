// Time-based one-time codes (RFC 6238) as every authenticator app makes them: HMAC-SHA1, six digits, steps of 30 seconds.
import { HOTP, Secret as Key } from 'otpauth';
import { Secret } from '../shell/secret.ts';

/** Seconds that one code lasts. */
export const stepSeconds = 30;

/** The time step at a moment, in seconds since 1970 (RFC 6238 §4.2, T0 = 0). */
export function stepAt(seconds: number): number {
  return Math.floor(seconds / stepSeconds);
}

/** The six-digit code of a time step. `secret` is base32. */
export function codeAt(secret: Secret, step: number): Secret {
  return new Secret(
    HOTP.generate({ secret: Key.fromBase32(secret.reveal()), algorithm: 'SHA1', digits: 6, counter: step }),
  );
}

/** Bytes in base32 without padding (RFC 4648 §6), as a secret. */
export function base32(bytes: Uint8Array): Secret {
  return new Secret(new Key({ buffer: Uint8Array.from(bytes).buffer }).base32);
}

/** What goes into a Key URI. */
export interface KeyUriParts {
  readonly account: string;
  readonly issuer: string;
  readonly secret: Secret;
}

/**
 * The `otpauth://` link that authenticator apps scan (Key URI format). The issuer stands twice, because older apps read it from
 * the label only; a space is `%20`, because some apps show a `+` as it is.
 */
export function keyUri({ account, issuer, secret }: KeyUriParts): Secret {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = `secret=${secret.reveal()}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6`;
  return new Secret(`otpauth://totp/${label}?${query}&period=${stepSeconds}`);
}
