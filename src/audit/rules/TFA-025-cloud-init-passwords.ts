// cloud-init's drop-in that switches passwords on, and wins.
import { dropInFolder } from '../../distros/distro.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { globalSetting } from '../../formats/sshd-walk.ts';
import { judged, notApplicable } from '../judgement.ts';
import { linesByFamily, wantBothFactors } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { lineOf, settingsOf, unreadFiles } from '../sshd-values.ts';

const isCloudInit = (path: string): boolean => path.endsWith('-cloud-init.conf');

export const cloudInitPasswords: Rule = {
  id: 'TFA-025',
  title: 'cloud-init switches passwords on',
  severity: 'high',
  rationale:
    'cloud-init writes PasswordAuthentication into 50-cloud-init.conf, which is read before the main file and wins over it. ' +
    'An image or an instance with ssh_pwauth brings passwords back unseen by the administrator who switched them off; ' +
    'an account without a key needs one before they are switched off again.',
  references: [],
  remediation: {
    ...linesByFamily((family) => `# ${dropInFolder(family)}/00-passwords.conf\nPasswordAuthentication no`),
    task: wantBothFactors,
  },
  facts: [sshdFiles],
  judge: ({ facts }) => {
    if (!facts.get(sshdFiles).files.some(({ path }) => isCloudInit(path)))
      return notApplicable('no file of cloud-init is read');
    const settings = settingsOf(facts);
    if (settings === undefined) return unreadFiles(facts);
    const deciding = globalSetting(settings, ['passwordauthentication']);
    const isOn = deciding !== undefined && isCloudInit(deciding.file) && deciding.args[0]?.toLowerCase() === 'yes';
    const findings = isOn
      ? [{ message: 'the line of cloud-init decides, and accepts passwords', evidence: [lineOf(deciding)] }]
      : [];
    return judged(findings, [], 'passwords are not switched on by cloud-init');
  },
};
