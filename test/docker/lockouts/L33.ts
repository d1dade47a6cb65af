import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L33: Lockout = {
  id: 'L33',
  title: 'somebody who has enrolled before',
  image: 'debian-12',
  fault: enrol('alice'),
  byHand: `
runuser -u alice -- google-authenticator -t -d -f -r 3 -R 30 -w 3 -q </dev/null
${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  ownSecret: ['alice'],
  expect: { status: 'changed' },
};
