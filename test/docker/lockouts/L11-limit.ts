import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L11Limit: Lockout = {
  id: 'L11-limit',
  title: 'a limit of attempts without a time',
  image: 'debian-12',
  fault: `${enrol('alice')}sed -i 's/RATE_LIMIT 3 30/RATE_LIMIT 3/' /home/alice/.google_authenticator
chown alice: /home/alice/.google_authenticator
`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  ownSecret: ['alice'],
  expect: { status: 'refused', causes: ['L11'], account: 'alice', says: /line 2 \(`.{1,2} RATE_LIMIT 3`\)/ },
};
