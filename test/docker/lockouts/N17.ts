import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N17: Lockout = {
  id: 'N17',
  title: 'a limit of guesses that the module does not read',
  image: 'debian-11',
  fault: `${enrol('alice')}sed -i 's/^" RATE/"RATE/' /home/alice/.google_authenticator
chown alice: /home/alice/.google_authenticator
`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key+code', after: { with: 'key+no-code', times: 3 } },
  expect: { status: 'refused', causes: ['N17'], account: 'alice', says: /RATE_LIMIT/ },
};
