// Nothing that can be read shows it: only a login does.
import { enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L10Damaged: Lockout = {
  id: 'L10-damaged',
  title: 'the module is no module',
  image: 'debian-12',
  fault: 'echo damaged >/usr/lib/x86_64-linux-gnu/security/pam_google_authenticator.so\n',
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: [], says: /rehears/ },
};
