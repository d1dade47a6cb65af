// The module writes its file anew for RATE_LIMIT and DISALLOW_REUSE, as the account.
import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L13Jail: Lockout = {
  id: 'L13-jail',
  title: 'a home that belongs to root, as an SFTP jail has to',
  image: 'debian-11',
  fault: `${enrol('alice')}chown root: /home/alice\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  ownSecret: ['alice'],
  expect: { status: 'refused', causes: ['L13'], account: 'alice', says: /is an SFTP jail, leave it as it is/ },
};
