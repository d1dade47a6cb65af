// A control that makes the code a matter of choice: sufficient, optional, success=done.
import { isDemanding } from '../../access/pam/demand.ts';
import { causes } from '../../causes/causes.ts';
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
    'What counts is the whole stack, which was run as libpam runs it for somebody who has a password and no code.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: { ...codeLine, task: wantCode },
  facts: [pamService],
  judge: (context) => {
    const { code } = context.pam.demand;
    // What the line leaves open, other lines may close: the stack was run for somebody who has no code.
    const isPassed =
      code.demand === 'weak' && (code.cause === causes.codeNotRequired || code.cause === causes.pastTheCode);
    return judgeCodeLines(
      context,
      (line) => (isPassed && !isDemanding(line) ? { message: 'a wrong code does not keep anybody out' } : undefined),
      'a wrong code keeps everybody out',
    );
  },
};
