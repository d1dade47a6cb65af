// Homes that are not there, or not readable, before somebody has logged in.
import { distantMounts } from '../../facts/distant-mounts.ts';
import { stateFiles } from '../../facts/state-files.ts';
import { judged, notApplicable, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

export const distantHome: Rule = {
  id: 'TFA-049',
  title: 'a state file that may not be there at login',
  severity: 'medium',
  rationale:
    'A home on another host, encrypted or mounted on demand may be out of reach or closed to sshd when the code is checked. ' +
    'Its user is locked out then, and a nullok does not help, since the file is not missing.',
  references: [],
  remediation: {
    lines: 'auth required pam_google_authenticator.so secret=/var/lib/google-authenticator/${USER} user=root',
  },
  facts: [distantMounts, stateFiles],
  judge: ({ facts }) => {
    const present = facts.get(stateFiles).files.filter(({ file }) => file.kind !== 'absent');
    if (present.length === 0) return notApplicable('no account has a state file');
    const types = new Map(facts.get(distantMounts).map(({ path, type }) => [path, type]));
    const findings = present.flatMap(({ account, path, mount }): Finding[] => {
      const type = mount === undefined ? undefined : types.get(mount);
      if (type === undefined) return [];
      return [
        {
          message: `on a file system of the type ${type}`,
          evidence: [{ file: path, accounts: [account], saw: `mounted at ${mount ?? ''}` }],
        },
      ];
    });
    const unseen = present.filter(({ mount }) => mount === undefined).map(({ account }) => account);
    const unjudged =
      unseen.length === 0 ? [] : [`which file system the homes of ${unseen.join(', ')} are on is not known`];
    return judged(findings, unjudged, 'state files are on file systems of this host');
  },
};
