import { dropIn, enrolAll, pamCode, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L2: Lockout = {
  id: 'L2',
  title: 'keyboard-interactive without the option that counts up to 8.6',
  image: 'debian-11',
  fault: dropIn('10-local.conf', 'KbdInteractiveAuthentication yes'),
  byHand: `${enrolAll}${pamCode}${dropIn(
    '00-2fa.conf',
    'KbdInteractiveAuthentication yes',
    'PasswordAuthentication no',
    'AuthenticationMethods publickey,keyboard-interactive',
  )}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'changed' },
};
