// A folder of drop-ins that sshd never looks into.
import { dropInFolder } from '../../distros/distro.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { includePattern } from '../../formats/sshd-walk.ts';
import { parseSshdConfig } from '../../formats/sshd-config.ts';
import { judged, notApplicable } from '../judgement.ts';
import { linesByFamily } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { unreadFiles } from '../sshd-values.ts';

export const includeDropIns: Rule = {
  id: 'TFA-026',
  title: 'drop-ins are not read',
  severity: 'medium',
  rationale:
    'The folder for drop-ins exists, and no Include in sshd_config names it, so that whatever is put there does nothing. ' +
    'Hardening roles that write the whole file leave the line out.',
  references: [],
  remediation: linesByFamily(
    (family) =>
      `# look at every file there first: each counts from then on\n# the first line of ${family.sshdConfig}\nInclude ${dropInFolder(family)}/*.conf`,
  ),
  facts: [sshdFiles],
  judge: ({ facts }) => {
    const { main, files, dropIns, dropInDirectory } = facts.get(sshdFiles);
    if (!dropInDirectory) return notApplicable('there is no folder for drop-ins');
    const text = files.find(({ path }) => path === main)?.text;
    if (text === undefined) return unreadFiles(facts);
    const patterns = parseSshdConfig(text).flatMap(({ keyword, args }) => (keyword === 'include' ? args : []));
    const findings = patterns.some((pattern) => includePattern(pattern)(`${dropIns}/any.conf`))
      ? []
      : [
          {
            message: 'no Include names the folder',
            evidence: [{ file: main, saw: `no Include ${dropIns}/*.conf` }],
          },
        ];
    return judged(findings, [], 'drop-ins are read');
  },
};
