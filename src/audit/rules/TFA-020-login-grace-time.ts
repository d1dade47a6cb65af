// LoginGraceTime: too short to type a code, or longer than anybody needs.
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const loginGraceTime: Rule<'least' | 'most'> = {
  id: 'TFA-020',
  title: 'LoginGraceTime is out of range',
  severity: 'medium',
  rationale:
    'Connections that have not logged in are kept open for this long, and enough of them keep everybody else out. ' +
    'A user who has to find a phone and type a code needs most of a minute, though.',
  references: [{ standard: 'CIS Ubuntu 24.04', place: '5.1.13' }],
  remediation: { lines: 'LoginGraceTime 60' },
  parameters: {
    least: { description: 'Seconds that a person with a phone needs.', default: 45, least: 1, most: 3600 },
    most: { description: 'Seconds after which a login should be over.', default: 60, least: 1, most: 3600 },
  },
  facts: sshdFacts,
  judge: (context, { least, most }) =>
    judgeValue(context, {
      keyword: 'logingracetime',
      wrong: (value) => {
        const seconds = Number(value);
        if (seconds === 0) return 'a login that never ends holds its connection for ever';
        if (seconds > most) return `a login may take ${seconds} seconds, more than ${most}`;
        return seconds < least
          ? { message: `${seconds} seconds are short for typing a code`, severity: 'low' }
          : undefined;
      },
    }),
};
