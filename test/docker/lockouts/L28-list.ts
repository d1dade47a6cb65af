// Who shall need no code is on a list that PAM jumps by; by hand it no longer leads where it did. Each account of it is known to Keyturn.
import { both, codeLine, dropIn, enrol, file, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const list = '/etc/security/without-codes';
const gate = `auth [success=1 default=ignore] pam_listfile.so onerr=fail item=user sense=allow file=${list}`;

export const L28List: Lockout = {
  id: 'L28-list',
  title: 'a line put in below the jump of those whom a list exempts',
  image: 'debian-13',
  fault: `${file(list, 'backup-bot')}${pam(gate, 'auth optional pam_faildelay.so delay=0', codeLine, 'auth required pam_permit.so')}`,
  byHand: `${enrol('admin', 'alice', 'bob')}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { lockedOut: 'backup-bot' },
  expect: { status: 'changed' },
};
