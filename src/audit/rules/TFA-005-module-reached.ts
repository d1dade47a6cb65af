// Lines before the code, or around it, that end the stack or jump over it.
import { causes } from '../../causes/causes.ts';
import { pamService } from '../../facts/pam-service.ts';
import { codeLines, lineSeen } from '../code-lines.ts';
import { judged, notApplicable, unknown, type Finding } from '../judgement.ts';
import { codeLine, codeLineFor, wantCode } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const moduleReached: Rule = {
  id: 'TFA-005',
  title: 'PAM gets past the code',
  severity: 'critical',
  rationale:
    'A line that may end the stack before the code is asked for, as sufficient in an included file does, lets a password alone in. ' +
    'The stack was run as libpam runs it, for somebody who has a password and no code.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: { ...codeLine, task: wantCode },
  facts: [pamService],
  judge: (context) => {
    const { stack } = context.pam;
    if (stack.state !== 'known') return unknown(stack.reason);
    const lines = codeLines(stack.auth);
    if (lines.length === 0) return notApplicable('nothing in the PAM service of sshd asks for a code');
    const { code } = context.pam.demand;
    const findings: readonly Finding[] =
      code.demand === 'weak' && code.cause === causes.pastTheCode
        ? [{ message: code.reason, evidence: lines.map(lineSeen), ...codeLineFor(lines.flatMap(({ args }) => args)) }]
        : [];
    return judged(findings, [], 'nobody gets past the code with a password');
  },
};
