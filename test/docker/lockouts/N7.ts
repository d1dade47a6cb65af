import { bobsPassword, both, codeLine, dropIn, enrolAll, file, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N7: Lockout = {
  id: 'N7',
  title: 'a stack before the code that ends everything',
  image: 'debian-12',
  fault: `${bobsPassword}${file('/etc/pam.d/password-auth', 'auth sufficient pam_unix.so', 'auth required pam_deny.so')}
${pam('auth include password-auth', codeLine)}`,
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { letIn: 'bob', with: 'key+password' },
  expect: { status: 'refused', causes: ['N7'], says: /password-auth/ },
};
