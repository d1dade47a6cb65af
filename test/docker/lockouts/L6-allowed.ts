import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L6Allowed: Lockout = {
  id: 'L6-allowed',
  title: 'somebody is not enrolled, and that is accepted',
  image: 'debian-13',
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  play: { enrol: ['admin', 'alice'], flags: ['--allow-lockout', 'bob'] },
  expect: { status: 'changed', user: 'admin', lockedOut: 'bob' },
};
