// Lines of drop-ins that come too late: for sshd the first one counts.
import { sshdFiles } from '../../facts/sshd-files.ts';
import { judged, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import { lineOf, settingsOf, unreadFiles } from '../sshd-values.ts';
import { shadowedSettings, withoutShadowed } from '../shadowed.ts';

export const shadowedDropIn: Rule = {
  id: 'TFA-023',
  title: 'a drop-in is overruled',
  severity: 'high',
  rationale:
    'Of several lines for one keyword sshd takes the first, so a drop-in that sorts later, or stands behind the main file, does nothing. ' +
    'Anybody who put it there believes that it does.',
  references: [],
  remediation: {
    lines:
      '# comment out the line that does not count; where it is the one that is meant, write its value into the one that counts',
  },
  facts: [sshdFiles],
  judge: ({ facts }) => {
    const settings = settingsOf(facts);
    if (settings === undefined) return unreadFiles(facts);
    const { main } = facts.get(sshdFiles);
    const findings = shadowedSettings(settings)
      .filter(({ shadowed }) => shadowed.file !== main)
      .map(({ shadowed, winner }): Finding => ({
        message: `${shadowed.keyword} of a drop-in does not count`,
        evidence: [lineOf(shadowed), { ...lineOf(winner), saw: `counts: ${lineOf(winner).saw}` }],
        fix: withoutShadowed(shadowed, winner),
      }));
    return judged(findings, [], 'every line of every drop-in counts');
  },
};
