// UsePAM no: then nothing asks for a code, and where a code is demanded nobody gets in.
import { wantBothFactors } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const usePam: Rule = {
  id: 'TFA-008',
  title: 'sshd does not use PAM',
  severity: 'critical',
  rationale:
    'Without UsePAM sshd never calls the module that asks for codes, and a login that demands one has no way to succeed. ' +
    'sshd -t does not complain about that, so it shows only when somebody is locked out.',
  references: [
    { standard: 'CIS Ubuntu 24.04', place: '5.1.22' },
    { standard: 'STIG RHEL 9', place: 'RHEL-09-255050' },
  ],
  remediation: { lines: 'UsePAM yes', task: wantBothFactors },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'usepam',
      wrong: (value) => (value === 'yes' ? undefined : 'sshd does not use PAM, so nothing asks for a code'),
    }),
};
