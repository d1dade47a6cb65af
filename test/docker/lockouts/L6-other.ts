import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L6Other: Lockout = {
  id: 'L6-other',
  title: 'somebody is not enrolled',
  image: 'debian-11',
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  play: { enrol: ['admin', 'alice'] },
  expect: { status: 'refused', causes: ['L6'], account: 'bob', says: /--allow-lockout bob/ },
};
