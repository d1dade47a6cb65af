import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L11Allowed: Lockout = {
  id: 'L11-allowed',
  title: 'a state file that others can read, and that is accepted',
  image: 'debian-12',
  fault: `${enrol('alice')}chmod 644 /home/alice/.google_authenticator\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  play: { flags: ['--allow-lockout', 'alice'] },
  expect: { status: 'changed', user: 'admin', lockedOut: 'alice' },
};
