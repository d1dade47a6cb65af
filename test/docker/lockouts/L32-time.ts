// A rule of time.conf sleeps as long as sshd does not ask PAM, and wakes up with the code.
import { append, enforce, enrolAll, main, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L32Time: Lockout = {
  id: 'L32-time',
  title: 'time.conf lets one of those who enrol in at no time, once UsePAM is yes',
  image: 'debian-13',
  fault: `sed -i 's/^UsePAM yes$/UsePAM no/' ${main}
${append('/etc/pam.d/sshd', 'account required pam_time.so')}${append('/etc/security/time.conf', 'sshd;*;bob;!Al0000-2400')}${reload}`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  expect: {
    ...{ status: 'refused', causes: ['L32'], account: 'bob' },
    says: /sshd;\*;bob;!Al0000-2400.* at \/etc\/security\/time\.conf:\d+ lets it in at no time/,
  },
};
