// A rule of PAM's account part sleeps as long as sshd does not ask PAM, and wakes up with the code.
import { append, enforce, enrolAll, main, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L32Asleep: Lockout = {
  id: 'L32-asleep',
  title: 'access.conf refuses one of those who enrol, once UsePAM is yes',
  image: 'debian-12',
  fault: `sed -i 's/^UsePAM yes$/UsePAM no/' ${main}
${append('/etc/pam.d/sshd', 'account required pam_access.so')}${append('/etc/security/access.conf', '- : bob : ALL')}${reload}`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  expect: {
    ...{ status: 'refused', causes: ['L32'], account: 'bob' },
    says: /- : bob : ALL.* at \/etc\/security\/access\.conf:\d+ refuses it/,
  },
};
