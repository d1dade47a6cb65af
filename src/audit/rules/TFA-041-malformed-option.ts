// Options that the module does not understand, and therefore ignores.
import { quoted } from '../../access/state-file/problem.ts';
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';

export const malformedOption: Rule = {
  id: 'TFA-041',
  title: 'an option that the PAM module ignores',
  severity: 'medium',
  rationale:
    'The module passes over an option line that is not written exactly as it wants it: "RATE_LIMIT 3 30 without a blank behind the ' +
    'quote limits nothing. Such files come out of scripts and pass for protected.',
  references: [],
  remediation: { lines: '" RATE_LIMIT 3 30' },
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, { ignored }) => {
        const message = 'an option line that means nothing to the module';
        const meant = ignored.find(({ text }) => text !== '"?');
        if (meant !== undefined) return { message, saw: quoted(meant) };
        return ignored.length === 0 ? undefined : { message, saw: `${ignored.length} lines of no known option` };
      },
      passed: 'every option is one that the module knows',
    }),
};
