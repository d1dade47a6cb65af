import { both, codeLine, dropIn, enrolAll, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const pamSetcredGate: Lockout = {
  id: 'pam-setcred-gate',
  title: 'a gate beside the code that takes "ignore" for bad when PAM sets the session up',
  image: 'debian-13',
  fault: pam('@include common-auth', 'auth [success=ok default=bad] pam_access.so'),
  byHand: `${enrolAll}${pam(codeLine)}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: {
    status: 'refused',
    causes: ['pam-setcred'],
    account: 'alice',
    says: /default=bad.* says no in pam_setcred/,
  },
};
