import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L11: Lockout = {
  id: 'L11',
  title: 'a state file that others can read',
  image: 'debian-11',
  fault: `${enrol('alice')}chmod 644 /home/alice/.google_authenticator\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L11'], account: 'alice', says: /chmod 0400/ },
};
