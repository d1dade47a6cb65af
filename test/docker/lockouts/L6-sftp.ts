import { bobForFiles, enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L6Sftp: Lockout = {
  id: 'L6-sftp',
  title: 'somebody who has no shell and comes for files is not enrolled',
  image: 'debian-12',
  fault: bobForFiles,
  before: { bob: 'key-for-sftp' },
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  play: { enrol: ['admin', 'alice'] },
  expect: { status: 'refused', causes: ['L6'], account: 'bob', says: /exempt: \{users: \[bob\]\}/ },
};
