// Options of the module with which a code, or the file behind it, is worth less.
import { weakening } from '../../access/pam/google-authenticator.ts';
import { pamService } from '../../facts/pam-service.ts';
import { judgeCodeLines } from '../code-lines.ts';
import { codeLine, wantCode } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const dangerousOptions: Rule = {
  id: 'TFA-042',
  title: 'an option weakens the code',
  severity: 'high',
  rationale:
    'grace_period needs no code for a while from an address that others may share, allow_readonly takes a code twice where the file cannot be ' +
    'written, and no_strict_owner and allowed_perm trust files that others may change. The documentation of the module calls them dangerous.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: { ...codeLine, task: wantCode },
  facts: [pamService],
  judge: (context) =>
    judgeCodeLines(
      context,
      ({ args }) => {
        const found = args.filter(
          (arg) => weakening.test(arg) && arg !== 'grace_period=0' && arg !== 'allowed_perm=0600',
        );
        return found.length === 0 ? undefined : { message: `${found.join(' and ')} is set` };
      },
      'no option weakens the code',
    ),
};
