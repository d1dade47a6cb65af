import { dropIn, enrolAll, pamCode, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N3: Lockout = {
  id: 'N3',
  title: 'a blank in place of the comma',
  image: 'debian-11',
  fault: `${dropIn(
    '00-2fa.conf',
    'KbdInteractiveAuthentication yes',
    'ChallengeResponseAuthentication yes',
    'AuthenticationMethods publickey keyboard-interactive',
  )}${reload}`,
  byHand: `${enrolAll}${pamCode}`,
  harm: { letIn: 'alice', with: 'key' },
  expect: { status: 'changed' },
};
