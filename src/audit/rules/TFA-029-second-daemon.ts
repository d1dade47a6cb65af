// Another SSH daemon than the one whose configuration an audit judges: what is said of that one does not hold for it.
import { sshDaemons, type SshDaemon } from '../../facts/ssh-daemons.ts';
import { sshdDaemon } from '../../facts/sshd-daemon.ts';
import { judged, unknown, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

export const secondDaemon: Rule = {
  id: 'TFA-029',
  title: 'a second SSH daemon',
  severity: 'high',
  rationale:
    'A second daemon lets in by its own rules, with a key alone or a password, and what is said of the first one does not hold for it. ' +
    'It is often left over from an emergency or comes with another product.',
  references: [],
  remediation: {
    lines:
      '# log in through the daemon that is to stay, and look that nobody needs the other one\n$ systemctl disable --now UNIT',
  },
  facts: [sshDaemons, sshdDaemon],
  judge: ({ facts }) => {
    const daemons = facts.get(sshDaemons);
    const { pid: own } = facts.get(sshdDaemon);
    if (daemons.length === 0) return unknown('no SSH daemon was seen running');
    const findings = daemons.filter(({ pid }) => pid !== own).map(findingOf);
    return judged(findings, [], 'one SSH daemon runs');
  },
};

function findingOf({ pid, program, commandLine, unit }: SshDaemon): Finding {
  const started = unit === undefined ? '' : `, ${unit}`;
  const first = '# log in through the daemon that is to stay, and look that nobody needs this one';
  return {
    message: 'a daemon that this audit does not judge',
    evidence: [{ saw: `${program}, process ${pid}${started}: ${commandLine}` }],
    fix: `${first}\n$ ${unit === undefined ? `kill ${pid}` : `systemctl disable --now ${unit}`}`,
  };
}
