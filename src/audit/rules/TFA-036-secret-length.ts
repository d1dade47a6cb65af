// Secrets that are shorter than what the codes are made for.
import { enrolUser, moveAway } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';

const recommended = 160;

export const secretLength: Rule<'bits'> = {
  id: 'TFA-036',
  title: 'a short secret',
  severity: 'medium',
  rationale:
    'Anybody who has seen a few codes can search for a secret of 80 bits, as old releases made them, away from the host and unseen. ' +
    'RFC 4226 demands 128 bits and recommends 160.',
  references: [{ standard: 'RFC', place: '4226, section 4, R6' }],
  remediation: {
    ...moveAway,
    task: enrolUser,
  },
  parameters: { bits: { description: 'The least bits of a secret.', default: 128, least: 80, most: 160 } },
  facts: stateFacts,
  judge: (context, { bits }) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, { secretLength: characters }) => {
        if (characters === undefined) return undefined;
        const found = characters * 5;
        if (found >= recommended) return undefined;
        if (found < bits) return { message: `a secret of less than ${bits} bits`, saw: `${characters} characters` };
        return {
          message: `a secret of less than the recommended ${recommended} bits`,
          saw: `${characters} characters`,
          severity: 'info',
        };
      },
      passed: `every secret has at least ${recommended} bits`,
    }),
};
