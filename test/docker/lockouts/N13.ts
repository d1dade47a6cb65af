import { both, codeLine, dropIn, enrol, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N13: Lockout = {
  id: 'N13',
  title: 'an hour in which no further code is asked for',
  image: 'debian-13',
  fault: `${enrol('alice')}${pam(`${codeLine} grace_period=3600`)}`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { letIn: 'alice', with: 'key+no-code', after: { with: 'key+code', times: 1 } },
  ownSecret: ['alice'],
  expect: { status: 'refused', causes: ['N18'], says: /grace_period=3600/ },
};
