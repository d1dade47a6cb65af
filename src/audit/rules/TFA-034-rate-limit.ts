// RATE_LIMIT: how many codes may be tried in how many seconds.
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';

export const rateLimit: Rule<'attempts' | 'seconds'> = {
  id: 'TFA-034',
  title: 'codes can be guessed without limit',
  severity: 'high',
  rationale:
    'At ten guesses a second with three codes valid at a time, half of all attacks succeed within seven hours. ' +
    'Three attempts in 30 seconds make that weeks, and nobody who types codes notices.',
  references: [{ standard: 'RFC', place: '4226, section 7.3' }],
  remediation: { lines: '" RATE_LIMIT 3 30' },
  parameters: {
    attempts: { description: 'So many attempts are fine …', default: 3, least: 1, most: 100 },
    seconds: {
      description: '… in so many seconds; others of the same rate are, too.',
      default: 30,
      least: 1,
      most: 3600,
    },
  },
  facts: stateFacts,
  judge: (context, { attempts, seconds }) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, { rateLimit: limit, options }) => {
        if (!options.has('RATE_LIMIT')) return { message: 'attempts are not limited', saw: 'no RATE_LIMIT' };
        // One that the module does not take is another rule's business: it lets nobody in.
        if (limit === undefined || limit.attempts * seconds <= attempts * limit.seconds) return undefined;
        const saw = `RATE_LIMIT ${limit.attempts} ${limit.seconds}`;
        return { message: `more than ${attempts} attempts in ${seconds} seconds`, saw };
      },
      passed: `at most ${attempts} attempts in ${seconds} seconds`,
    }),
};
