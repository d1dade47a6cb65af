import { enforce, enrol, ownFileSystem, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L14: Lockout = {
  id: 'L14',
  title: 'no room for the state file',
  image: 'debian-12',
  fault: `${enrol('alice')}${ownFileSystem('alice')}cat /dev/zero >/home/alice/full 2>/dev/null || :\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L14'], account: 'alice', says: /\/home\/alice/ },
};
