// A gate by a list: whoever is on it needs no code, and one of them must use one.
import { both, codeLine, dropIn, enrolAll, file, pam, reload } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

const list = '/etc/security/without-codes';
const gate = `auth [success=1 default=ignore] pam_listfile.so onerr=fail item=group sense=allow file=${list}`;

export const N7List: Lockout = {
  id: 'N7-list',
  title: 'a group on a list that needs no code, with one of those who enrol in it',
  image: 'debian-12',
  fault: `${file(list, 'backup-bot', 'alice')}${pam(gate, codeLine, 'auth required pam_permit.so')}`,
  byHand: `${enrolAll}${dropIn('00-2fa.conf', ...both)}${reload}`,
  harm: { letIn: 'alice', with: 'key+no-code' },
  expect: {
    status: 'refused',
    causes: ['N7'],
    account: 'alice',
    says: /could log in with a key alone from .*pam_listfile\.so/,
  },
};
