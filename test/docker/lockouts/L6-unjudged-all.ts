// The same line where everybody is enrolled: rehearsals show what the model cannot.
import { append, enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L6UnjudgedAll: Lockout = {
  id: 'L6-unjudged-all',
  title: 'everybody is enrolled where a line of PAM says things that cannot be told',
  image: 'debian-12',
  fault: append('/etc/pam.d/sshd', 'account required pam_exec.so /bin/true'),
  byHand: `${enrol('admin', 'alice', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'bob' },
  expect: { status: 'changed', user: 'bob' },
};
