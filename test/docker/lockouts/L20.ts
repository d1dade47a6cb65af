import { enforce, enrol, logins, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L20: Lockout = {
  id: 'L20',
  title: 'a machine that logs in every night',
  image: 'debian-12',
  fault: logins('bob', 3),
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  expect: { status: 'refused', causes: ['L20'], account: 'bob', says: /--accept-breaking bob/ },
};
