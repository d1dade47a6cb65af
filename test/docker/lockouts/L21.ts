// By hand one tries out whether a wrong code is refused, and is shut out with everybody behind the same address. Keyturn tries that
// too, but not at the daemon.
import { enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L21: Lockout = {
  id: 'L21',
  title: 'penalties for those who try it out',
  image: 'debian-13',
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice', after: { with: 'key+no-code', times: 4 } },
  expect: { status: 'changed' },
};
