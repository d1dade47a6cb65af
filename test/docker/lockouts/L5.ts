import { enforce, enrol, enrolAll, reload, rootsKey } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L5: Lockout = {
  id: 'L5',
  title: 'root, who may log in with a key only',
  image: 'debian-13',
  fault: rootsKey,
  byHand: `${enrolAll}${enrol('root')}${enforce}${reload}`,
  harm: { lockedOut: 'root' },
  before: { root: 'key' },
  expect: { status: 'refused', causes: ['L5'], account: 'root', says: /PermitRootLogin/ },
};
