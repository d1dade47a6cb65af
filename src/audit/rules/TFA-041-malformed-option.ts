// Options that the module does not understand, and therefore ignores.
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
      wrong: ({ options, unknownOptions }) => {
        const message = 'an option line that means nothing to the module';
        const malformed = options.find((line) => !/^" [A-Z][A-Z0-9_]*(?:[ \t]|$)/.test(line));
        if (malformed !== undefined) return { message, saw: malformed };
        return unknownOptions === 0 ? undefined : { message, saw: `${unknownOptions} lines of no known option` };
      },
      passed: 'every option is one that the module knows',
    }),
};
