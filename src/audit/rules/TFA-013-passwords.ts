// PasswordAuthentication yes.
import { isOffered } from '../methods.ts';
import { wantBothFactors } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const passwords: Rule = {
  id: 'TFA-013',
  title: 'sshd accepts passwords',
  severity: 'high',
  rationale:
    'A password can be guessed from anywhere, and where it is enough by itself no key and no code is asked for. ' +
    'Keys and codes need the keyboard-interactive method only; an account without a key needs one before passwords are switched off.',
  references: [],
  remediation: { lines: 'PasswordAuthentication no', task: wantBothFactors },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'passwordauthentication',
      wrong: (value, values) => {
        if (value !== 'yes') return undefined;
        if (isOffered(values, 'password')) return 'passwords are accepted';
        return {
          message: 'passwords are switched on, though AuthenticationMethods has no use for them',
          severity: 'low',
        };
      },
    }),
};
