import { bobsPassword, both, dropIn, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N1: Lockout = {
  id: 'N1',
  title: 'PAM is not told to ask for the code',
  image: 'debian-12',
  fault: bobsPassword,
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { letIn: 'bob', with: 'key+password' },
  expect: { status: 'changed' },
};
