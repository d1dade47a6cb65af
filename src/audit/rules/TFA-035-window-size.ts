// WINDOW_SIZE: how many codes are valid at the same time.
import type { Rule } from '../rule.ts';
import { isHotp, judgeStateFiles, stateFacts } from '../state-files.ts';

export const windowSize: Rule<'totp' | 'hotp'> = {
  id: 'TFA-035',
  title: 'many codes are valid at the same time',
  severity: 'medium',
  rationale:
    'Every code that is valid besides the current one is another right answer for one who guesses, and stays right for longer. ' +
    'Three steps allow for a clock that is half a minute off; a clock that is worse is to be set right.',
  references: [{ standard: 'RFC', place: '6238, section 5.2' }],
  remediation: { lines: '" WINDOW_SIZE 3' },
  parameters: {
    totp: {
      description: 'Codes valid at a time where they count by time; twice as many and more are a high risk.',
      default: 3,
      least: 1,
      most: 100,
    },
    hotp: { description: 'Codes that a counter may be ahead.', default: 10, least: 1, most: 100 },
  },
  facts: stateFacts,
  judge: (context, { totp, hotp }) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, settings) => {
        const { windowSize: size } = settings;
        const most = isHotp(settings) ? hotp : totp;
        if (size === undefined || size <= most) return undefined;
        const message = `more than ${most} codes are valid at a time`;
        return {
          message,
          saw: `WINDOW_SIZE ${size}`,
          ...(!isHotp(settings) && size >= totp * 2 && { severity: 'high' }),
        };
      },
      passed: `no more than ${totp} codes are valid at a time`,
    }),
};
