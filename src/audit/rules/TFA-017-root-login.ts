// PermitRootLogin yes.
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const rootLogin: Rule = {
  id: 'TFA-017',
  title: 'root can log in like everybody else',
  severity: 'high',
  rationale:
    'Every attacker knows the name of this account, and what is done as root cannot be told apart by person afterwards. ' +
    'People log in as themselves and become root; prohibit-password keeps a way for robots with a key.',
  references: [{ standard: 'CIS Ubuntu 24.04', place: '5.1.20' }],
  remediation: { lines: '# once somebody else has logged in and become root\nPermitRootLogin no' },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'permitrootlogin',
      onlyFor: 'root',
      wrong: (value) => (value === 'yes' ? 'root may log in with whatever is accepted of others' : undefined),
    }),
};
