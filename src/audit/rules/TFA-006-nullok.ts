// nullok: who has no state file needs no code.
import { pamService } from '../../facts/pam-service.ts';
import { judgeCodeLines } from '../code-lines.ts';
import { codeLine, linesByFamily, wantCode } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const nullok: Rule = {
  id: 'TFA-006',
  title: 'accounts without a state file need no code',
  severity: 'high',
  rationale:
    'With nullok the module says nothing about an account that has no state file, and its users can delete theirs. ' +
    'It is for the days in which people enrol, and has to go when they are over.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: {
    ...linesByFamily(
      (family) => `# once everybody who logs in is enrolled\n${codeLine.linesOn?.(family) ?? codeLine.lines}`,
    ),
    task: wantCode,
  },
  facts: [pamService],
  judge: (context) =>
    judgeCodeLines(
      context,
      ({ args }) => (args.includes('nullok') ? { message: 'nullok is set' } : undefined),
      'nullok is not set',
    ),
};
