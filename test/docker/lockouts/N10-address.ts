import { dropIn, enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N10Address: Lockout = {
  id: 'N10-address',
  title: 'an exemption for every address',
  image: 'debian-13',
  fault: dropIn('50-office.conf', 'Match Address 0.0.0.0/0,::/0', '    AuthenticationMethods publickey'),
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key' },
  expect: { status: 'refused', causes: ['N8'], says: /50-office\.conf:2/ },
};
