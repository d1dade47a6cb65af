import { enforce, enrol, ownFileSystem, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L14ReadOnly: Lockout = {
  id: 'L14-read-only',
  title: 'a state file that cannot be written',
  image: 'debian-13',
  fault: `${enrol('alice')}${ownFileSystem('alice')}mount -o remount,ro /home/alice\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L14'], account: 'alice', says: /read-only/ },
};
