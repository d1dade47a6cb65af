// TIME_SKEW: the module has learned that a user's clock, or the host's, is off.
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';

export const timeSkew: Rule = {
  id: 'TFA-038',
  title: 'a time skew was learned',
  severity: 'medium',
  rationale:
    'After three codes that were off by the same time the module goes on with that offset, and once the clock is set right the user ' +
    'is locked out. An attacker may teach it an offset as well.',
  references: [],
  remediation: { lines: '$ sed -i "/^. TIME_SKEW/d; /^. RESETTING_TIME_SKEW/d" /home/USER/.google_authenticator' },
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, options) => {
        const steps = options.get('TIME_SKEW')?.[0] ?? '0';
        return Number(steps) === 0
          ? undefined
          : { message: 'codes are expected at another time', saw: `TIME_SKEW ${steps}` };
      },
      passed: 'no skew was learned',
    }),
};
