import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N16: Lockout = {
  id: 'N16',
  title: 'a code that may be used again, as the how-to has it',
  image: 'debian-12',
  fault: `${enrol('alice')}sed -i '/RATE_LIMIT/d; /DISALLOW_REUSE/d' /home/alice/.google_authenticator\n`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key+code', after: { with: 'key+code', times: 1 } },
  ownSecret: ['alice'],
  expect: { status: 'changed', warns: ['N16'] },
};
