import { dropIn, enrolAll, pamCode, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L3: Lockout = {
  id: 'L3',
  title: 'a code is demanded, and UsePAM is off',
  image: 'debian-13',
  fault: `${dropIn('10-local.conf', 'UsePAM no')}${reload}`,
  byHand: `${enrolAll}${pamCode}${dropIn(
    '00-2fa.conf',
    'KbdInteractiveAuthentication yes',
    'PasswordAuthentication no',
    'AuthenticationMethods publickey,keyboard-interactive',
  )}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'changed' },
};
