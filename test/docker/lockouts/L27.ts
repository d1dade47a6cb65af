import { both, codeLine, dropIn, enrolAll, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L27: Lockout = {
  id: 'L27',
  title: 'an option that the module does not know',
  image: 'debian-13',
  fault: pam(`${codeLine} nulok`),
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L27'], says: /nulok.* \(\/etc\/pam\.d\/sshd:/ },
};
