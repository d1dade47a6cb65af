// A list of PAM's account part sleeps as long as sshd does not ask PAM, and wakes up with the code.
import { append, enforce, enrolAll, file, main, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const list = '/etc/security/no-logins';

export const L32List: Lockout = {
  id: 'L32-list',
  title: 'a list of pam_listfile refuses one of those who enrol, once UsePAM is yes',
  image: 'debian-12',
  fault: `sed -i 's/^UsePAM yes$/UsePAM no/' ${main}
${append('/etc/pam.d/sshd', `account required pam_listfile.so onerr=succeed item=user sense=deny file=${list}`)}${file(list, 'bob')}${reload}`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  expect: {
    ...{ status: 'refused', causes: ['L32'], account: 'bob' },
    says: /\/etc\/security\/no-logins:1 lists it/,
  },
};
