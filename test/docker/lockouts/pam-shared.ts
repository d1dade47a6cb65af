// Two daemons ask one PAM service: what makes the first one ask for a code lets people in by the second one with a code alone.
import { enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const pamShared: Lockout = {
  id: 'pam-shared',
  title: 'a second sshd that asks the same PAM service for passwords',
  image: 'debian-12-systemd',
  kind: 'second',
  fault: `
sed -i 's/^PasswordAuthentication no/PasswordAuthentication yes/' /etc/ssh/sshd_config_second
systemctl restart ssh-second.service
`,
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'code', at: 'second' },
  play: { flags: ['--accept-breaking', 'alice'] },
  expect: { status: 'refused', causes: ['pam-shared'], says: /ssh-second\.service/ },
};
