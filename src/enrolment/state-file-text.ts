// The file that pam_google_authenticator reads on a host.
import { Secret } from '../shell/secret.ts';
import type { Enrolment } from './enrolment.ts';

/** Byte for byte what `google-authenticator -t -d -r 3 -R 30 -w 3` writes for this secret and these recovery codes. */
export function stateFileText(enrolment: Enrolment): Secret {
  const lines = [
    enrolment.secret.reveal(),
    '" RATE_LIMIT 3 30',
    '" WINDOW_SIZE 3',
    '" DISALLOW_REUSE',
    '" TOTP_AUTH',
    ...enrolment.recoveryCodes.map((code) => code.reveal()),
  ];
  return new Secret(lines.map((line) => `${line}\n`).join(''));
}
