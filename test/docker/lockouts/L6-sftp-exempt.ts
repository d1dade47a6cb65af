import { bobForFiles, enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L6SftpExempt: Lockout = {
  id: 'L6-sftp-exempt',
  title: 'somebody who has no shell and comes for files is exempt through a group',
  image: 'debian-11',
  fault: bobForFiles,
  before: { bob: 'key-for-sftp' },
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  play: { enrol: ['admin', 'alice'], exemptGroup: 'sftponly' },
  expect: { status: 'changed', exempt: 'bob' },
};
