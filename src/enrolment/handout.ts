// What a user is given: the QR code to scan, and the recovery codes to keep.
import { renderUnicodeCompact } from 'uqr';
import { Secret } from '../shell/secret.ts';
import type { Enrolment } from './enrolment.ts';
import { keyUri } from './totp.ts';

/**
 * How the QR code is drawn. `coloured` sets its own colours (ANSI) and is right on every terminal; `dark` and `light` are plain
 * characters for a terminal, a page or an e-mail with that background.
 */
export type QrStyle = 'coloured' | 'dark' | 'light';

/** The handout as text for a terminal 80 columns wide. It shows everything: only for the user's eyes. */
export function handoutText(enrolment: Enrolment, style: QrStyle): Secret {
  const uri = keyUri(enrolment);
  return new Secret(`One-time codes for ${enrolment.account} (${enrolment.issuer})

Scan this with an authenticator app:

${qrCode(uri, style)}

Or open this link on the phone:

  ${uri.reveal()}

Or type this key into the app (time-based, 6 digits, 30 seconds):

  ${inGroups(enrolment.secret)}

Recovery codes, for when the phone is not at hand: where the login asks for a
verification code, type one of these instead, all eight digits. Each works once
on each host. Keep them on paper, away from the phone.

${enrolment.recoveryCodes.map((code) => `  ${code.reveal()}\n`).join('')}`);
}

/** A QR code of four light modules around (ISO/IEC 18004 §5.3.8), two rows of modules per line. */
function qrCode(uri: Secret, style: QrStyle): string {
  const lines = renderUnicodeCompact(uri.reveal(), { border: 4, invert: style === 'light' }).split('\n');
  if (style !== 'coloured') return lines.join('\n');
  // The characters draw the light modules, so: bright white on true black, whatever the theme makes of plain white and black.
  return lines.map((line) => `\u001b[38;5;231;48;5;16m${line}\u001b[0m`).join('\n');
}

function inGroups(secret: Secret): string {
  return (
    secret
      .reveal()
      .match(/.{1,4}/g)
      ?.join(' ') ?? ''
  );
}
