// Keyturn leaves the other daemon alone, and says that it is there.
import { enforce, enrolAll, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N11: Lockout = {
  id: 'N11',
  title: 'a second sshd that reads another file',
  image: 'debian-12-systemd',
  kind: 'second',
  byHand: `${enrolAll}${enforce}${reload}`,
  harm: { letIn: 'alice', with: 'key', at: 'second' },
  // The journal of this host knows of the logins above.
  play: { flags: ['--accept-breaking', 'alice'] },
  expect: { status: 'changed', warns: ['N11'] },
};
