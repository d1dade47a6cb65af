// A person needs half a minute for it; here everything is faster. From 9.8 on sshd adds up to 4 s of its own.
import { dropIn, enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L23: Lockout = {
  id: 'L23',
  title: 'less time than it takes to find a phone',
  image: 'debian-12',
  fault: `${dropIn('10-hardened.conf', 'LoginGraceTime 10')}${reload}`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice', clumsy: { seconds: 12 } },
  expect: { status: 'changed', warns: ['L23'] },
};
