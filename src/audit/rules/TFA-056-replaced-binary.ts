// An sshd that runs from a binary which is no longer there.
import { sshdDaemon } from '../../facts/sshd-daemon.ts';
import { judged, unknown, type Finding } from '../judgement.ts';
import { linesByFamily } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const replacedBinary: Rule = {
  id: 'TFA-056',
  title: 'sshd was replaced and not restarted',
  severity: 'medium',
  rationale:
    'The daemon still runs what was installed before, with its faults, and across 9.8 it cannot start the program that serves a ' +
    'connection any more. It has to be restarted while somebody is logged in to see that it comes back.',
  references: [],
  remediation: linesByFamily(({ sshService }) => `$ sshd -t && systemctl restart ${sshService}`),
  facts: [sshdDaemon],
  judge: ({ facts, root }) => {
    const { pid, binaryReplaced, commandLine } = facts.get(sshdDaemon);
    if (pid === undefined) return unknown('no sshd was seen running');
    const saw = `process ${pid}: ${commandLine}`;
    const findings: readonly Finding[] = binaryReplaced
      ? [{ message: 'the daemon runs from a binary that was replaced', evidence: [{ saw }] }]
      : [];
    const unjudged = root || binaryReplaced ? [] : ['only root can tell which binary the daemon runs from'];
    return judged(findings, unjudged, 'the daemon runs what is installed');
  },
};
