// A stack that asks for the code twice.
import { pamService } from '../../facts/pam-service.ts';
import { codeLines, lineSeen } from '../code-lines.ts';
import { judged, notApplicable, unknown } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import { wantCode } from '../remedies.ts';

export const secondCode: Rule = {
  id: 'TFA-063',
  title: 'a code is asked for twice',
  severity: 'high',
  rationale:
    'The module takes no code twice, so that the second prompt wants the code of the next half minute: a person who types the same code twice is refused. ' +
    'It comes from two guides that were followed one after another, or from a line in an included file and one in that of sshd.',
  references: [],
  remediation: {
    lines: '# what `keyturn plan` names for this host, as a diff; keep a session of root open',
    task: wantCode,
  },
  facts: [pamService],
  judge: ({ pam: { stack, demand } }) => {
    if (stack.state !== 'known') return unknown(stack.reason);
    if (codeLines(stack.auth).length === 0) return notApplicable('nothing in the PAM service of sshd asks for a code');
    const { second } = demand;
    const findings =
      second === undefined ? [] : [{ message: 'a second line asks for a code', evidence: [lineSeen(second)] }];
    return judged(findings, [], 'the code is asked for once');
  },
};
