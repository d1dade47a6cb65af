// How many recovery codes are left in a state file.
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';

export const recoveryCodes: Rule<'least' | 'most'> = {
  id: 'TFA-037',
  title: 'recovery codes are used up, or too many',
  severity: 'low',
  rationale:
    'Anybody who loses a phone gets in with a recovery code once, and with none left needs an administrator. ' +
    'Each of them is a password that works until it is used, so there should not be many.',
  references: [],
  remediation: { lines: 'NNNNNNNN' },
  parameters: {
    least: { description: 'Recovery codes that should be left.', default: 2, least: 0, most: 100 },
    most: { description: 'More than so many are too many.', default: 10, least: 0, most: 100 },
  },
  facts: stateFacts,
  judge: (context, { least, most }) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, { scratchCodes }) => {
        const saw = `${scratchCodes} recovery codes`;
        if (scratchCodes < least) return { message: `fewer than ${least} recovery codes are left`, saw };
        return scratchCodes > most ? { message: `more than ${most} recovery codes`, saw } : undefined;
      },
      passed: `from ${least} to ${most} recovery codes are left`,
    }),
};
