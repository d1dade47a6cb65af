import { append, main } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L25: Lockout = {
  id: 'L25',
  title: 'one connection to a socket with a slip of the pen, which is then corrected',
  image: 'debian-12-systemd',
  kind: 'socket',
  fault: `systemctl start ssh.service\n${append(main, 'PermitRotLogin no')}`,
  byHand: `
systemctl stop ssh.service
for turn in $(seq 10); do
    ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o ConnectTimeout=2 nobody@localhost 2>/dev/null || :
    ! systemctl is-failed --quiet ssh.socket || break
done
sed -i '$d' ${main}
`,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L25'], says: /PermitRotLogin/ },
};
