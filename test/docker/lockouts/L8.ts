import { both, codeLine, dropIn, enrolAll, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L8: Lockout = {
  id: 'L8',
  title: 'the password too, which nobody has',
  image: 'debian-12',
  fault: pam('@include common-auth', codeLine),
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L8'], says: /pam\.d\/sshd/ },
};
