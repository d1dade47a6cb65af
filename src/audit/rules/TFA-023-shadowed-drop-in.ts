// Lines of drop-ins that come too late: for sshd the first one counts.
import { dropInFolder } from '../../distros/distro.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { judged, type Finding } from '../judgement.ts';
import { linesByFamily } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { lineOf, settingsOf, unreadFiles } from '../sshd-values.ts';
import { shadowedSettings } from '../shadowed.ts';

export const shadowedDropIn: Rule = {
  id: 'TFA-023',
  title: 'a drop-in is overruled',
  severity: 'high',
  rationale:
    'Of several lines for one keyword sshd takes the first, so a drop-in that sorts later, or stands behind the main file, does nothing. ' +
    'Anybody who put it there believes that it does.',
  references: [],
  remediation: linesByFamily((family) => `$ mv ${dropInFolder(family)}/NAME.conf ${dropInFolder(family)}/00-NAME.conf`),
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
      }));
    return judged(findings, [], 'every line of every drop-in counts');
  },
};
