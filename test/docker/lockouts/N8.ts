import { enforce, enrolAll, main, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N8: Lockout = {
  id: 'N8',
  title: 'a drop-in that nothing includes',
  image: 'debian-13',
  fault: `sed -i '/^Include/d' ${main}\n`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key' },
  expect: { status: 'changed' },
};
