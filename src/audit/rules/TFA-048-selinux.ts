// SELinux keeps sshd from the temporary file beside a state file in a home.
import { selinux } from '../../facts/selinux.ts';
import type { StateFile } from '../../facts/state-files.ts';
import { judged, notApplicable, type Finding, type Judgement } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import { codeRule } from '../remedies.ts';
import { placeOptions } from '../../formats/state-file.ts';
import { stateFacts, whereStateFiles } from '../state-files.ts';

export const selinuxLabels: Rule = {
  id: 'TFA-048',
  title: 'SELinux keeps sshd from state files',
  severity: 'medium',
  rationale:
    'The module writes a temporary file with a name of chance beside the state file, and the policy lets sshd make none right in a home. ' +
    'The code is right then, and the login fails all the same as soon as something has to be written.',
  references: [],
  remediation: {
    lines: `$ runuser -u USER -- mv /home/USER/.google_authenticator /home/USER/.ssh/google_authenticator\n${[codeRule, ...placeOptions('.ssh/google_authenticator')].join(' ')}\n$ restorecon -Rv /home/USER/.ssh`,
  },
  facts: [selinux, ...stateFacts],
  judge: (context) => {
    const { enforcing, homes } = context.facts.get(selinux);
    if (!enforcing) return notApplicable('SELinux does not enforce anything here');
    return whereStateFiles(context, (present) => judgeTypes(present, homes));
  },
};

function judgeTypes(present: readonly StateFile[], homes: ReadonlyMap<string, string>): Judgement {
  const typed = present.map(({ account, path }) => ({
    account,
    path,
    type: homes.get(path.replace(/\/[^/]*$/, '')),
  }));
  const closed = typed.filter(({ type }) => type === 'user_home_dir_t' || type === 'admin_home_t');
  const findings: readonly Finding[] =
    closed.length === 0
      ? []
      : [
          {
            message: 'sshd may not write where the state file is',
            evidence: closed.map(({ account, path, type = '' }) => ({
              file: path,
              accounts: [account],
              saw: `in a folder of the type ${type}`,
            })),
          },
        ];
  const unseen = typed.filter(({ type }) => type === undefined).map(({ account }) => account);
  const unjudged = unseen.length === 0 ? [] : [`the type of the homes of ${unseen.join(', ')} is not known`];
  return judged(findings, unjudged, 'sshd may write where state files are');
}
