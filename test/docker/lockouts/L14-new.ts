import { enforce, enrol, ownFileSystem, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L14New: Lockout = {
  id: 'L14-new',
  title: 'no room for a new state file',
  image: 'debian-11',
  fault: `${ownFileSystem('alice')}cat /dev/zero >/home/alice/full 2>/dev/null || :\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L14'], account: 'alice', says: /\/home\/alice/ },
};
