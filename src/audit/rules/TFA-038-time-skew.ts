// TIME_SKEW: the module has learned that a user's clock, or the host's, is off.
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';
import { linesByFamily, stateFileOf } from '../remedies.ts';

export const timeSkew: Rule = {
  id: 'TFA-038',
  title: 'a time skew was learned',
  severity: 'medium',
  rationale:
    'After three codes that were off by the same time the module goes on with that offset, and once the clock is set right the user ' +
    'is locked out. An attacker may teach it an offset as well.',
  references: [],
  remediation: linesByFamily(
    (family) => `$ runuser -u USER -- sed -i "/^. TIME_SKEW/d; /^. RESETTING_TIME_SKEW/d" ${stateFileOf(family)}`,
  ),
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, { timeSkew: steps, isInWindow, codes }) => {
        if (steps === 0) return undefined;
        const isOut = codes === 'time' && !isInWindow;
        const message = isOut ? 'codes of the right time are refused' : 'codes are expected at another time';
        return { message, saw: `TIME_SKEW ${steps}`, ...(isOut && { severity: 'high' }) };
      },
      passed: 'no skew was learned',
    }),
};
