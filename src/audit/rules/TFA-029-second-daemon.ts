// Another SSH daemon than the one whose configuration the rules judge: what is said of that one does not hold for it.
import { doorName, judgedDoors, type JudgedDoor } from '../../access/doors.ts';
import { sshDoors } from '../../facts/ssh-doors.ts';
import { sshdDaemon } from '../../facts/sshd-daemon.ts';
import { matrixFacts } from '../account-matrix.ts';
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
  facts: [...new Set([...matrixFacts, sshDoors, sshdDaemon])],
  judge: ({ facts }) => {
    const { pid, socketActivated } = facts.get(sshdDaemon);
    const findings = judgedDoors(facts).map(findingOf);
    if (findings.length === 0 && pid === undefined && !socketActivated)
      return unknown('no SSH daemon was seen running');
    return judged(findings, [], 'one SSH daemon runs');
  },
};

function findingOf(judgedDoor: JudgedDoor): Finding {
  const { pid, program, commandLine, unit } = judgedDoor.door;
  const how = judgedDoor.known
    ? 'its ways in are among those of the accounts'
    : `what it lets in is not known: ${judgedDoor.why}`;
  const first = '# log in through the daemon that is to stay, and look that nobody needs this one';
  return {
    message: judgedDoor.known ? 'a daemon with rules of its own' : 'a daemon that this audit cannot judge',
    evidence: [{ saw: `${program}, process ${pid}, ${doorName(judgedDoor.door)}: ${commandLine} (${how})` }],
    fix: `${first}\n$ ${unit === undefined ? `kill ${pid}` : `systemctl disable --now ${unit}`}`,
  };
}
