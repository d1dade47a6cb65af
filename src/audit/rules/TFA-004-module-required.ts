// A control that makes the code a matter of choice: sufficient, optional, success=done.
import { isDemanding } from '../../access/pam/demand.ts';
import { pamService } from '../../facts/pam-service.ts';
import { judgeCodeLines } from '../code-lines.ts';
import { codeLine, wantCode } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const moduleRequired: Rule = {
  id: 'TFA-004',
  title: 'the code is not required',
  severity: 'critical',
  rationale:
    'With sufficient a right code alone is enough and a wrong one is made up for by a password; with optional it does not matter at all. ' +
    'Only required and requisite make a wrong code keep somebody out.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: { lines: codeLine, task: wantCode },
  facts: [pamService],
  judge: (context) =>
    judgeCodeLines(
      context,
      (line) => (isDemanding(line) ? undefined : { message: 'a wrong code does not keep anybody out' }),
      'a wrong code keeps everybody out',
    ),
};
