import { dropIn, enrol, pamCode, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N2: Lockout = {
  id: 'N2',
  title: 'no AuthenticationMethods',
  image: 'debian-13',
  fault: `${enrol('alice')}${pamCode}${dropIn('10-local.conf', 'KbdInteractiveAuthentication yes')}${reload}`,
  byHand: '',
  harm: { letIn: 'alice', with: 'key' },
  ownSecret: ['alice'],
  expect: { status: 'changed' },
};
