import { dropIn, enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L22: Lockout = {
  id: 'L22',
  title: 'two tries, with a key too many and a slip of the finger',
  image: 'debian-12',
  fault: `${dropIn('10-hardened.conf', 'MaxAuthTries 2')}${reload}`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice', clumsy: { otherKey: true, slips: 1 } },
  expect: { status: 'changed', warns: ['L22'] },
};
