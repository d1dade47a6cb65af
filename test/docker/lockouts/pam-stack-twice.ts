// Two guides after one another: each has its line for the code, and no code is taken twice.
import { both, codeLine, dropIn, enrolAll, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const pamStackTwice: Lockout = {
  id: 'pam-stack-twice',
  title: 'a code that is asked for twice, where none is taken twice',
  image: 'debian-12',
  fault: pam(codeLine, codeLine),
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: {
    ...{ status: 'refused', causes: ['pam-stack'] },
    says: /sshd:5 asks for a second code.*at \/etc\/pam\.d\/sshd:5 write .*#auth required pam_google_authenticator\.so/s,
  },
};
