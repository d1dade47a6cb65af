// Keyturn's own lines, on the disk only: nothing is left to write, and yet a key alone gets in.
import { ourDropIn } from '../../support/drop-in.ts';
import { dropIn, enrol, pamCode } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const version = { known: true, major: 9, minor: 2, text: '' } as const;
const text = ourDropIn(version, { users: ['backup-bot'], groups: [] }).trimEnd();

export const N9: Lockout = {
  id: 'N9',
  title: 'the daemon was not told',
  image: 'debian-12',
  fault: `${enrol('admin', 'alice', 'bob')}${pamCode}${dropIn('00-keyturn.conf', text)}`,
  byHand: '',
  harm: { letIn: 'alice', with: 'key' },
  ownSecret: ['admin', 'alice', 'bob'],
  expect: { status: 'refused', causes: ['N9'], account: 'admin', says: /reload/ },
};
