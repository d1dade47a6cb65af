import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L6: Lockout = {
  id: 'L6',
  title: 'the account that Keyturn logs in as is not enrolled',
  image: 'debian-12',
  byHand: `${enrol('alice', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'admin' },
  play: { enrol: ['alice', 'bob'], flags: ['--allow-lockout', 'admin'] },
  expect: { status: 'refused', causes: ['L6'], account: 'admin' },
};
