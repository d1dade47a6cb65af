// Who shall need no code is told to PAM by a jump; by hand it no longer leads where it did. Keyturn tells sshd.
import { both, codeLine, dropIn, enrol, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const gate = 'auth [success=1 default=ignore] pam_succeed_if.so quiet user = backup-bot';

export const L28Exempt: Lockout = {
  id: 'L28-exempt',
  title: 'a line put in below the jump of those who are exempt',
  image: 'debian-13',
  fault: pam(gate, 'auth optional pam_faildelay.so delay=0', codeLine, 'auth required pam_permit.so'),
  byHand: `${enrol('admin', 'alice', 'bob')}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'backup-bot' },
  expect: { status: 'changed' },
};
