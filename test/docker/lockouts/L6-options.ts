// sshd gets alice's key from a command that it was started with. No file names it.
import { enforce, enrol, file, reload, stop } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L6Options: Lockout = {
  id: 'L6-options',
  title: 'somebody whose key comes from an option of sshd is not enrolled',
  image: 'debian-12',
  fault: `
mkdir -p /home/keys && mv /home/alice/.ssh/authorized_keys /home/keys/alice && chmod 755 /home/keys && chmod 644 /home/keys/alice
${file('/home/keys/print', '#!/bin/sh', 'cat "/home/keys/$1" 2>/dev/null || :')}chown root: /home/keys/print; chmod 755 /home/keys/print
chown root: /home/keys
${stop}rm -f /run/sshd.pid
/usr/sbin/sshd -D -o 'AuthorizedKeysCommand /home/keys/print %u' -o 'AuthorizedKeysCommandUser nobody' </dev/null >/dev/null 2>&1 &
while [ ! -s /run/sshd.pid ]; do sleep 0.05; done
sleep 0.2
`,
  byHand: `${enrol('admin', 'bob', 'backup-bot')}${enforce}${reload}`,
  harm: { lockedOut: 'alice' },
  play: { enrol: ['admin', 'bob'] },
  expect: { status: 'refused', causes: ['L6'], account: 'alice', says: /alice/ },
};
