// Homes that are not there, or not readable, before somebody has logged in.
import { distantMounts, type DistantMount } from '../../facts/distant-mounts.ts';
import type { StateFile } from '../../facts/state-files.ts';
import { judged, type Finding, type Judgement } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import { enrolUser } from '../remedies.ts';
import { stateFacts, whereStateFiles } from '../state-files.ts';

export const distantHome: Rule = {
  id: 'TFA-049',
  title: 'a state file that may not be there at login',
  severity: 'medium',
  rationale:
    'A home on another host, encrypted or mounted on demand may be out of reach or closed to sshd when the code is checked. ' +
    'Its user is locked out then, and a nullok does not help, since the file is not missing.',
  references: [],
  remediation: {
    lines: '# somebody whose home is on a disk of this host, who becomes root, gets in while the others are away',
    task: enrolUser,
  },
  facts: [distantMounts, ...stateFacts],
  judge: (context) => whereStateFiles(context, (present) => judgeMounts(present, context.facts.get(distantMounts))),
};

function judgeMounts(present: readonly StateFile[], mounts: readonly DistantMount[]): Judgement {
  const types = new Map(mounts.map(({ path, type }) => [path, type]));
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
}
