// The module looks at such lines whether or not it has grace_period.
import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N13File: Lockout = {
  id: 'N13-file',
  title: 'a state file that needs no code from an address',
  image: 'debian-13',
  fault: `${enrol('alice')}echo '" LAST0 172.17.0.1 9999999999' >>/home/alice/.google_authenticator\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key+no-code' },
  ownSecret: ['alice'],
  expect: { status: 'refused', causes: ['N13'], account: 'alice', says: /LAST0 172\.17\.0\.1/ },
};
