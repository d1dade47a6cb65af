// LogLevel below INFO.
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

// Releases before 9 print QUIET as SILENT.
const silent = ['QUIET', 'SILENT', 'FATAL', 'ERROR'];

export const logLevel: Rule = {
  id: 'TFA-021',
  title: 'sshd does not log logins',
  severity: 'low',
  rationale:
    'Below INFO nothing tells who logged in, with which key, and who failed. ' +
    'VERBOSE also names the fingerprint of the key that was used.',
  references: [{ standard: 'CIS Ubuntu 24.04', place: '5.1.14' }],
  remediation: { lines: 'LogLevel VERBOSE' },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'loglevel',
      wrong: (value) => (silent.includes(value.toUpperCase()) ? `at ${value} logins are not logged` : undefined),
    }),
};
