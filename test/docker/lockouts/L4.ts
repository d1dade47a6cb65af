import { dropIn, enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L4: Lockout = {
  id: 'L4',
  title: 'the method is disabled in a Match block',
  image: 'debian-12',
  fault: dropIn('50-alice.conf', 'Match User alice', '    KbdInteractiveAuthentication no'),
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L4'], account: 'alice', says: /50-alice\.conf:2/ },
};
