// The file that pam_google_authenticator reads on a host.
import { newStateFile } from '../formats/state-file.ts';
import { Secret } from '../shell/secret.ts';
import type { Enrolment } from './enrolment.ts';

/** The state file of a new enrolment: nothing spent, no clock skew learned. */
export function stateFileText({ secret, recoveryCodes }: Enrolment): Secret {
  const scratchCodes = recoveryCodes.map((code) => code.reveal());
  return new Secret(newStateFile({ secret: secret.reveal(), scratchCodes }));
}
