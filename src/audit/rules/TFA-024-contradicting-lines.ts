// Two lines of the main file, or an included one before it, that contradict each other.
import { sshdFiles } from '../../facts/sshd-files.ts';
import { judged, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import { lineOf, settingsOf, unreadFiles } from '../sshd-values.ts';
import { shadowedSettings, withoutShadowed } from '../shadowed.ts';

export const contradictingLines: Rule = {
  id: 'TFA-024',
  title: 'a line of sshd_config is overruled',
  severity: 'medium',
  rationale:
    'Of several lines for one keyword sshd takes the first, and a reader or editor of the other is misled. ' +
    'What was appended at the end of the file is mostly among them.',
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
      // Overruling the main file is what drop-ins are for.
      .filter(({ shadowed, winner }) => shadowed.file === main && winner.file === main)
      .map(({ shadowed, winner }): Finding => ({
        message: `${shadowed.keyword} is set twice, and the later line does not count`,
        evidence: [lineOf(shadowed), { ...lineOf(winner), saw: `counts: ${lineOf(winner).saw}` }],
        fix: withoutShadowed(shadowed, winner),
      }));
    return judged(findings, [], 'no two lines of the main file contradict each other');
  },
};
