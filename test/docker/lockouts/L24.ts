import { append, main, restart } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L24: Lockout = {
  id: 'L24',
  title: 'a restart with a slip of the pen, which is then corrected',
  image: 'debian-13',
  fault: append(main, 'PermitRotLogin no'),
  byHand: `${restart}sed -i '$d' ${main}\n`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L24'], says: /PermitRotLogin/ },
};
