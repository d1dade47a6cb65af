import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L17: Lockout = {
  id: 'L17',
  title: 'a counter that begins at nought',
  image: 'debian-11',
  fault: `${enrol('alice')}sed -i 's/TOTP_AUTH/HOTP_COUNTER 0/' /home/alice/.google_authenticator\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  ownSecret: ['alice'],
  expect: { status: 'refused', causes: ['L17'], account: 'alice', says: /HOTP_COUNTER 0/ },
};
