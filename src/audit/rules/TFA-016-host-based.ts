// HostbasedAuthentication yes.
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const hostBased: Rule = {
  id: 'TFA-016',
  title: 'sshd trusts other hosts to say who logs in',
  severity: 'medium',
  rationale:
    'With host-based logins one host that falls takes all that trust it along, since it vouches for any of its users. ' +
    'It is no factor of the person who logs in, neither a key nor a code of theirs.',
  references: [{ standard: 'CIS Ubuntu 24.04', place: '5.1.10' }],
  remediation: { lines: 'HostbasedAuthentication no' },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'hostbasedauthentication',
      wrong: (value) => (value === 'yes' ? 'host-based logins are accepted' : undefined),
    }),
};
