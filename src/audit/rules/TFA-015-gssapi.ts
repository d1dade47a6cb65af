// GSSAPIAuthentication yes where a ticket lets in with nothing else.
import { sufficesAlone } from '../methods.ts';
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const gssapi: Rule = {
  id: 'TFA-015',
  title: 'a Kerberos ticket is enough to log in',
  severity: 'medium',
  rationale:
    'With GSSAPI on and no list of methods that asks for more, a client with a ticket is in without a key or a code. ' +
    'Where tickets are wanted, a list such as gssapi-with-mic,keyboard-interactive keeps the second factor.',
  references: [{ standard: 'CIS Ubuntu 24.04', place: '5.1.9' }],
  remediation: { lines: 'GSSAPIAuthentication no' },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'gssapiauthentication',
      wrong: (value, values) =>
        value === 'yes' && sufficesAlone(values, 'gssapi-with-mic') ? 'a ticket alone lets in' : undefined,
    }),
};
