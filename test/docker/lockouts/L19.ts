// Editors and copying tools open several connections at once, and each code is good for one.
import { enforce, enrolAll, logins, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L19: Lockout = {
  id: 'L19',
  title: 'tools that connect several times in a row',
  image: 'debian-12',
  fault: logins('alice', 4),
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice', after: { with: 'key+code', times: 1 } },
  expect: { status: 'refused', causes: ['L20'], account: 'alice', says: /three within 30 s/ },
};
