import { append, enforce, enrolAll, main, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const N10: Lockout = {
  id: 'N10',
  title: 'a group of robots that everybody is in',
  image: 'debian-11',
  fault: 'groupadd robots\nfor account in admin alice bob backup-bot; do usermod -a -G robots "$account"; done\n',
  byHand: `${enrolAll}${enforce}${append(main, 'Match Group robots', '    AuthenticationMethods publickey')}${reload}`,
  harm: { letIn: 'alice', with: 'key' },
  play: { enrol: [], exemptGroup: 'robots' },
  expect: { status: 'refused', causes: ['N10'], says: /through group .*robots/ },
};
