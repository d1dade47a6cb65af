// MaxAuthTries too small for agents with several keys, or too large.
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const maxAuthTries: Rule<'least' | 'most'> = {
  id: 'TFA-019',
  title: 'MaxAuthTries is out of range',
  severity: 'medium',
  rationale:
    'Every key that an agent offers counts as a try, so that a small number ends logins before the code is asked for. ' +
    'A large one gives an attacker more guesses per connection.',
  references: [{ standard: 'CIS Ubuntu 24.04', place: '5.1.16' }],
  remediation: { lines: 'MaxAuthTries 4' },
  parameters: {
    least: { description: 'The smallest number of tries that is fine.', default: 3, least: 1, most: 100 },
    most: { description: 'The largest number of tries that is fine; CIS says 4.', default: 6, least: 1, most: 100 },
  },
  facts: sshdFacts,
  judge: (context, { least, most }) =>
    judgeValue(context, {
      keyword: 'maxauthtries',
      wrong: (value) => {
        if (Number(value) < least)
          return `${value} tries are fewer than ${least}: agents with several keys are cut off`;
        return Number(value) > most ? `${value} tries are more than ${most}` : undefined;
      },
    }),
};
