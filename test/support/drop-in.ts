// The drop-in that Keyturn writes for a key and a code.
import type { OpensshVersion } from '../../src/facts/openssh-version.ts';
import { publickeyOtp } from '../../src/policies/publickey-otp.ts';
import { dropInText, type Exempt } from '../../src/tasks/sshd/drop-in.ts';
import { enforcedBy } from '../../src/tasks/sshd/enforced.ts';

/** Its text for one release of sshd. */
export function ourDropIn(version: OpensshVersion, exempt: Exempt): string {
  const enforced = enforcedBy(publickeyOtp, version);
  if (enforced === undefined) throw new TypeError('the policy needs lines');
  return dropInText(enforced, exempt);
}
