// sshd gets there with all groups of the account, the PAM module with its first one alone.
import { enforce, enrol, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L13: Lockout = {
  id: 'L13',
  title: 'a home that only a further group leads to',
  image: 'debian-13',
  fault: `
groupadd team
install -d -g team -m 750 /srv/team
mv /home/alice /srv/team/
usermod -d /srv/team/alice -a -G team alice
`,
  byHand: `${enrol('admin', 'alice', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L13'], account: 'alice', says: /may not enter \/srv\/team/ },
};
