import { bobsPassword, both, dropIn, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N1SshdOnly: Lockout = {
  id: 'N1-sshd-only',
  title: 'a play that leaves PAM as it is',
  image: 'debian-12',
  fault: bobsPassword,
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { letIn: 'bob', with: 'key+password' },
  play: { withoutPam: true },
  expect: {
    status: 'refused',
    causes: ['N1'],
    account: 'bob',
    says: /bob.* a key and a password from .*common-auth/,
  },
};
