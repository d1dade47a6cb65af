import { dropIn, enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N8Match: Lockout = {
  id: 'N8-match',
  title: 'a Match block that wins',
  image: 'debian-12',
  fault: dropIn('50-legacy.conf', 'Match User alice', '    AuthenticationMethods publickey'),
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key' },
  expect: { status: 'refused', causes: ['N8'], account: 'alice', says: /50-legacy\.conf:2/ },
};
