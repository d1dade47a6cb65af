// Both daemons write one PID file, so that it names the one that started last: a reload does not reach the other one.
import { enforce, enrolAll, file, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N11PidFile: Lockout = {
  id: 'N11-pid-file',
  title: 'the PID file names a second sshd',
  image: 'debian-12',
  fault: `
${file('/etc/ssh/second', 'UsePAM yes', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'AuthenticationMethods publickey')}
first=$(cat /run/sshd.pid)
/usr/sbin/sshd -f /etc/ssh/second -p 2222
for turn in $(seq 50); do [ "$(cat /run/sshd.pid)" = "$first" ] || break; sleep 0.1; done
`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key' },
  expect: { status: 'refused', causes: ['N11'], says: /the PID file names the SSH daemon on port 2222/ },
};
