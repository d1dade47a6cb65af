// Codes that were refused lately: somebody needs help, or guesses.
import { codeFailures } from '../../facts/code-failures.ts';
import { judged, unknown, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

export const refusedCodes: Rule<'most'> = {
  id: 'TFA-061',
  title: 'codes were refused lately',
  severity: 'low',
  rationale:
    'Somebody whose codes are refused again and again has a wrong clock, a wrong entry in the app, or is not who they say. ' +
    'Ask them before they ask for the second factor to be switched off.',
  references: [],
  remediation: { lines: "$ journalctl -t sshd -g 'pam_google_auth'" },
  parameters: {
    most: { description: 'So many refused codes of one account are fine.', default: 5, least: 0, most: 1000 },
  },
  facts: [codeFailures],
  judge: ({ facts }, { most }) => {
    const log = facts.get(codeFailures);
    if (!log.known) return unknown('there is no log that could be read');
    const findings = log.failures.flatMap(({ account, kind, times }): Finding[] => {
      const evidence = [{ accounts: [account], saw: `${times} times in the log` }];
      if (kind === 'no-secret') return [{ message: 'asked for a code without being enrolled', evidence }];
      return times > most ? [{ message: 'wrong codes', evidence }] : [];
    });
    return judged(findings, [], `no account had more than ${most} wrong codes`);
  },
};
