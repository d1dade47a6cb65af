// nullok in a stack in which no other line says yes: those whom it is meant for are refused.
import { pamService } from '../../facts/pam-service.ts';
import { codeLines, lineSeen } from '../code-lines.ts';
import { judged, notApplicable, unknown, type Finding } from '../judgement.ts';
import { codeLineFor, codeRule, enrolUser } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const nullokRefuses: Rule = {
  id: 'TFA-007',
  title: 'nullok locks out those who are not enrolled',
  severity: 'critical',
  rationale:
    'The module answers "ignore" for an account without a state file, and a stack in which nothing else says yes refuses it. ' +
    'So the option that should let people in who are not enrolled yet locks them out.',
  references: [],
  remediation: { lines: `# once everybody who logs in is enrolled\n${codeRule}`, task: enrolUser },
  facts: [pamService],
  judge: (context) => {
    const { stack } = context.pam;
    if (stack.state !== 'known') return unknown(stack.reason);
    const lines = codeLines(stack.auth).filter(({ args }) => args.includes('nullok'));
    if (lines.length === 0) return notApplicable('nullok is not set');
    const effect = context.pam.demand.nullok;
    if (effect === 'unknown') return unknown('what other lines make of an account without a state file is not known');
    const findings: readonly Finding[] =
      effect === 'refuses'
        ? lines.map((line) => ({
            message: 'no other line says yes',
            evidence: [lineSeen(line)],
            ...codeLineFor(line.args),
          }))
        : [];
    return judged(findings, [], 'another line lets those in who are not enrolled');
  },
};
