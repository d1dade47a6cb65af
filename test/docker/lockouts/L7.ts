import { both, codeLine, dropIn, enrol, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L7: Lockout = {
  id: 'L7',
  title: 'nullok, and nothing that says yes',
  image: 'debian-11',
  fault: pam(`${codeLine} nullok`),
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'bob' },
  expect: { status: 'refused', causes: ['L7'], says: /pam\.d\/sshd/ },
};
