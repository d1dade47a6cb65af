// By hand: what dpkg does with --force-confnew, a moment after the change.
import { enforce, enrolAll, holdPackages, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L31: Lockout = {
  id: 'L31',
  title: 'an upgrade under way',
  image: 'debian-13',
  fault: holdPackages,
  byHand: `
cp /etc/pam.d/sshd /run/packaged
${enrolAll}${enforce}${reload}
cp /run/packaged /etc/pam.d/sshd
`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L31'], says: /dpkg/ },
};
