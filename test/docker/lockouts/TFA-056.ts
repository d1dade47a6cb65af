// By hand: a reload in the moment in which the new one is not there yet.
import type { Lockout } from './lockout.ts';

export const TFA056: Lockout = {
  id: 'TFA-056',
  title: 'an sshd that was replaced since it started',
  image: 'debian-12',
  fault: 'cp -p /usr/sbin/sshd /usr/sbin/sshd.new\nmv /usr/sbin/sshd.new /usr/sbin/sshd\n',
  byHand: 'printf "#!/bin/false\\n" >/usr/sbin/sshd\nkill -HUP "$(cat /run/sshd.pid)"\nsleep 0.3\n',
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['TFA-056'] },
};
