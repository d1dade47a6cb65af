import { bobsPassword, enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L9: Lockout = {
  id: 'L9',
  title: 'somebody who has no key',
  image: 'debian-13',
  fault: `${bobsPassword}rm /home/bob/.ssh/authorized_keys\n`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  before: { bob: 'password' },
  expect: { status: 'refused', causes: ['L9'], account: 'bob', says: /authorized_keys/ },
};
