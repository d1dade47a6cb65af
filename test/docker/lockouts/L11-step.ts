import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L11Step: Lockout = {
  id: 'L11-step',
  title: 'codes that would last longer than the module lets them',
  image: 'debian-13',
  fault: `${enrol('alice')}sed -i 's/^" TOTP_AUTH/" STEP_SIZE 90\\n&/' /home/alice/.google_authenticator
chown alice: /home/alice/.google_authenticator
`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  ownSecret: ['alice'],
  expect: { status: 'refused', causes: ['L11'], account: 'alice', says: /line 5 \(`.{1,2} STEP_SIZE 90`\)/ },
};
