// State files in which the module finds no way to check a code.
import { enrolUser } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { isHotp, judgeStateFiles, stateFacts } from '../state-files.ts';

export const stateFileUsable: Rule = {
  id: 'TFA-032',
  title: 'a state file that no code can satisfy',
  severity: 'high',
  rationale:
    'Without a secret in its first line, or without a word on how codes are counted, the module rejects every code. ' +
    'With both ways of counting in one file it takes the counter, and codes by time fail.',
  references: [],
  remediation: {
    lines: '$ mv /home/USER/.google_authenticator /home/USER/.google_authenticator.broken',
    task: enrolUser,
  },
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: ({ secret }, options) => {
        if (secret === 'malformed')
          return { message: 'line 1 is no secret', saw: 'not 16 or more characters of base32' };
        if (isHotp(options) && options.has('TOTP_AUTH')) {
          return { message: 'TOTP_AUTH and HOTP_COUNTER in one file', saw: 'both options', severity: 'medium' };
        }
        if (isHotp(options) || options.has('TOTP_AUTH')) return undefined;
        return { message: 'neither TOTP_AUTH nor HOTP_COUNTER', saw: 'neither option' };
      },
      passed: 'every state file has a secret and one way to count',
    }),
};
