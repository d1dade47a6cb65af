import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L16: Lockout = {
  id: 'L16',
  title: 'a clock that was wrong when the module learned how wrong',
  image: 'debian-12',
  fault: `${enrol('alice')}echo '" TIME_SKEW 20' >>/home/alice/.google_authenticator\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  ownSecret: ['alice'],
  expect: { status: 'refused', causes: ['L16'], account: 'alice', says: /TIME_SKEW 20/ },
};
