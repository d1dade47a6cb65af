import { clockAhead, enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L15: Lockout = {
  id: 'L15',
  title: 'a clock that is five minutes ahead',
  image: 'debian-12',
  fault: clockAhead,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L15'], says: /(?:29[5-9]|300) s ahead/ },
};
