import { both, codeLine, dropIn, enrolAll, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N5: Lockout = {
  id: 'N5',
  title: 'nullok, and somebody takes the state file away',
  image: 'debian-12',
  fault: pam(`${codeLine} nullok`, 'auth required pam_permit.so'),
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}rm /home/alice/.google_authenticator\n`,
  harm: { letIn: 'alice', with: 'key+no-code' },
  expect: { status: 'refused', causes: ['N5'], says: /nullok/ },
};
