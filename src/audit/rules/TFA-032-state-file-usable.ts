// State files in which the module finds no way to check a code.
import { contentProblem } from '../../access/state-file/contents.ts';
import { causes } from '../../causes/causes.ts';
import { enrolUser, linesByFamily, stateFileOf } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';

export const stateFileUsable: Rule = {
  id: 'TFA-032',
  title: 'a state file that no code can satisfy',
  severity: 'high',
  rationale:
    'Without a secret in its first line, without a word on how codes are counted, or with an option beyond its bounds, the module rejects ' +
    'every code. With both ways of counting in one file it takes the counter, and codes by time fail.',
  references: [],
  remediation: {
    ...linesByFamily((family) => `$ mv ${stateFileOf(family)} ${stateFileOf(family)}.broken`),
    task: enrolUser,
  },
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (file, settings) => {
        const problem = contentProblem(file, settings);
        // What it has learned about the time is another rule's business.
        if (problem !== undefined) {
          return problem.cause === causes.learnedSkew ? undefined : { message: problem.what, saw: problem.saw };
        }
        if (settings.codes !== 'both') return undefined;
        return { message: 'TOTP_AUTH and HOTP_COUNTER in one file', saw: 'both options', severity: 'medium' };
      },
      passed: 'every state file has a secret and one way to count',
    }),
};
