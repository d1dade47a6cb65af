import { both, codeLine, dropIn, enrolAll, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const gate = 'auth [success=2 default=ignore] pam_succeed_if.so quiet uid >= 1000';

export const L28: Lockout = {
  id: 'L28',
  title: 'a jump over a line that somebody took out',
  image: 'debian-12',
  fault: pam(codeLine, gate, 'auth requisite pam_deny.so'),
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L28'], says: /success=2/ },
};
