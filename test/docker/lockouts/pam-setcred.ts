import { both, dropIn, enrolAll, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const pamSetcred: Lockout = {
  id: 'pam-setcred',
  title: 'a stack that takes the code, and says nothing when PAM sets the session up',
  image: 'debian-12',
  fault: pam(
    'auth [success=ignore default=die] pam_google_authenticator.so',
    'auth sufficient pam_succeed_if.so quiet uid >= 1000',
  ),
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'alice' },
  play: { withoutPam: true },
  expect: {
    status: 'refused',
    causes: ['pam-setcred'],
    account: 'alice',
    says: /no auth line says yes in pam_setcred/,
  },
};
