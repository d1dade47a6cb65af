import { enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L10: Lockout = {
  id: 'L10',
  title: 'the module is gone, whatever dpkg says',
  image: 'debian-13',
  fault: 'rm /usr/lib/x86_64-linux-gnu/security/pam_google_authenticator.so\n',
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L10'] },
};
