// PermitEmptyPasswords yes.
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const emptyPasswords: Rule = {
  id: 'TFA-014',
  title: 'sshd accepts empty passwords',
  severity: 'medium',
  rationale:
    'An account without a password, such as one that was just made, is open to everybody who knows its name. ' +
    'No account needs it: a user who logs in by key needs no password at all.',
  references: [{ standard: 'CIS Ubuntu 24.04', place: '5.1.19' }],
  remediation: { lines: 'PermitEmptyPasswords no' },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'permitemptypasswords',
      wrong: (value) => (value === 'yes' ? 'accounts with an empty password can log in' : undefined),
    }),
};
