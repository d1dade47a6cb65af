import { both, codeLine, dropIn, enrol, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N5ByHand: Lockout = {
  id: 'N5-by-hand',
  title: 'nullok, and somebody without a state file, in a play that leaves PAM as it is',
  image: 'debian-13',
  fault: pam(`${codeLine} nullok`, 'auth required pam_permit.so'),
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { letIn: 'bob', with: 'key+no-code' },
  play: { enrol: ['admin', 'alice'], withoutPam: true },
  expect: {
    status: 'refused',
    causes: ['N5'],
    account: 'bob',
    says: /bob.* a key alone from .*\/etc\/pam\.d\/sshd:/,
  },
};
