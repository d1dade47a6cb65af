// TOTP without DISALLOW_REUSE: a code that somebody saw works again for a minute or more.
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';

export const codeReuse: Rule = {
  id: 'TFA-033',
  title: 'a code works more than once',
  severity: 'high',
  rationale:
    'Somebody who sees a code, over a shoulder or in a session that was taken over, can log in with it again while it is valid. ' +
    'RFC 6238 forbids a verifier to accept a code a second time.',
  references: [
    { standard: 'PCI DSS 4.0', place: '8.5.1' },
    { standard: 'NIST SP 800-53', place: 'IA-2(8)' },
    { standard: 'RFC', place: '6238, section 5.2' },
  ],
  remediation: { lines: '" DISALLOW_REUSE' },
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, { codes, options }) =>
        codes === 'time' && !options.has('DISALLOW_REUSE')
          ? { message: 'codes can be used again', saw: 'no DISALLOW_REUSE' }
          : undefined,
      passed: 'no code works twice',
    }),
};
