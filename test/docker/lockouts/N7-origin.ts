// A gate by address in PAM: whoever comes from the office needs no code.
import { both, codeLine, dropIn, enrolAll, file, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const gate = 'auth [success=1 default=ignore] pam_access.so accessfile=/etc/security/access-2fa.conf nodefgroup';

export const N7Origin: Lockout = {
  id: 'N7-origin',
  title: 'an address from which no code is asked for, in a play that leaves PAM as it is',
  image: 'debian-12',
  fault: `${file('/etc/security/access-2fa.conf', '+ : ALL : 10.0.0.0/8 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16', '- : ALL : ALL')}
${pam(gate, codeLine, 'auth required pam_permit.so')}`,
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { letIn: 'alice', with: 'key+no-code' },
  play: { withoutPam: true },
  expect: { status: 'refused', causes: ['N7'], says: /could log in with a key alone from .*pam_access\.so/ },
};
