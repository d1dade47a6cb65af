// AuthenticationMethods any: whatever method succeeds first lets in, a key alone too.
import { wantBothFactors } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const methodsSet: Rule = {
  id: 'TFA-002',
  title: 'sshd demands no second factor',
  severity: 'critical',
  rationale:
    'Without AuthenticationMethods the first method that succeeds lets somebody in, and for a key PAM is never asked for a code. ' +
    'A code that PAM demands everywhere else gives the impression of two factors where a stolen key is enough.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: { lines: 'AuthenticationMethods publickey,keyboard-interactive', task: wantBothFactors },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'authenticationmethods',
      wrong: (value) => (value === 'any' ? 'any single method that succeeds lets in' : undefined),
    }),
};
