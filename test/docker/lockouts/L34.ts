import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L34: Lockout = {
  id: 'L34',
  title: 'a state file that root has made',
  image: 'debian-13',
  fault: `${enrol('alice')}chown root: /home/alice/.google_authenticator\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L34'], account: 'alice', says: /chown -h -- alice/ },
};
