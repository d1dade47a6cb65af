import { bobsPassword, both, codeLine, dropIn, enrolAll, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N6: Lockout = {
  id: 'N6',
  title: 'a code that is only sufficient',
  image: 'debian-13',
  fault: `${bobsPassword}${pam(codeLine.replace('required', 'sufficient'), '@include common-auth')}`,
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { letIn: 'bob', with: 'key+password' },
  expect: { status: 'refused', causes: ['N6'], says: /sufficient/ },
};
