import { dropIn, enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N4: Lockout = {
  id: 'N4',
  title: 'a list of methods beside the right one',
  image: 'debian-11',
  fault: dropIn(
    '50-alice.conf',
    'Match User alice',
    '    AuthenticationMethods publickey,keyboard-interactive publickey',
  ),
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key' },
  expect: { status: 'refused', causes: ['N4'], account: 'alice', says: /50-alice\.conf:2/ },
};
