import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L26: Lockout = {
  id: 'L26',
  title: 'a file that a dead google-authenticator has left',
  image: 'debian-11',
  fault: 'install -o alice -g alice -m 600 /dev/null /home/alice/.google_authenticator~\n',
  byHand: `
runuser -u alice -- google-authenticator -t -d -f -r 3 -R 30 -w 3 -q </dev/null 2>&1 || :
${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'changed' },
};
