// A line of PAM that the model cannot judge makes every account unknown, before and after.
import { append, enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L6Unjudged: Lockout = {
  id: 'L6-unjudged',
  title: 'somebody is not enrolled where a line of PAM says things that cannot be told',
  image: 'debian-13',
  fault: append('/etc/pam.d/sshd', 'account required pam_exec.so /bin/true'),
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  play: { enrol: ['admin', 'alice'] },
  expect: {
    status: 'refused',
    causes: ['L6'],
    account: 'bob',
    says: /"bob\\" can log in now \(unknown\) and could not afterwards/,
  },
};
