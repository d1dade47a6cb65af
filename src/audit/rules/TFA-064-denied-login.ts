// Logins that cannot have been by what stands on the host: something else lets people in.
import { matrixFacts } from '../account-matrix.ts';
import { judged, notApplicable, unknown, type Finding, type Observation } from '../judgement.ts';
import type { Rule } from '../rule.ts';

export const deniedLogin: Rule = {
  id: 'TFA-064',
  title: 'a login that the files of the host deny',
  severity: 'high',
  rationale:
    'The log, or the login of the audit, shows somebody who got in by a way that sshd and PAM close by what stands on disk. ' +
    'So something else decides there, such as a PAM module that is not what its name says, and nothing that is said of this account can be relied on.',
  references: [],
  remediation: {
    lines:
      "# /etc/ssh/sshd_config, to see each step of the next login\nLogLevel VERBOSE\n$ journalctl -t sshd -t sshd-session -g 'Accepted |Partial '",
  },
  facts: matrixFacts,
  judge: ({ matrix, contradicted: { found, unseen } }) => {
    if (!matrix.known) return unknown(matrix.reason);
    if (found.length === 0 && unseen !== undefined) return notApplicable(unseen);
    const findings = found.map(({ account, login, reason, place }): Finding => ({
      message: 'logged in by a way that is closed',
      evidence: [
        { accounts: [account], saw: `logged in ${login}` },
        { ...placeOf(place), accounts: [account], saw: reason },
      ],
    }));
    return judged(findings, [], 'every login of the log is one that the files allow');
  },
};

function placeOf(place: string): Pick<Observation, 'file' | 'line'> {
  const [, file, line] = /^(\/.*):(\d+)$/.exec(place) ?? [];
  return file === undefined ? {} : { file, line: Number(line) };
}
