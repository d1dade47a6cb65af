// A configuration that sshd refuses: the daemon still runs on an older one, and does not come back once it stops.
import { sshdEffective } from '../../facts/sshd-effective.ts';
import { judged, unknown, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

// What sshd says where the configuration is not to blame: it was not asked as root, or its directory in /run is not there yet.
const notTheConfiguration = /no hostkeys available|privilege separation|permission denied/i;

export const validConfiguration: Rule = {
  id: 'TFA-010',
  title: 'sshd refuses its own configuration',
  severity: 'critical',
  rationale:
    'A daemon that runs keeps its old configuration, so nothing shows until it is restarted, and then nobody can log in. ' +
    'Where systemd listens in its place, one connection is enough to make that happen.',
  references: [],
  remediation: { lines: '$ sshd -t' },
  facts: [sshdEffective],
  judge: ({ facts }) => {
    const { global, classes } = facts.get(sshdEffective);
    const asked = [global, ...classes.map(({ effective }) => effective)];
    const problems = new Set(asked.flatMap((one) => (!one.known && one.asked ? [one.problem.trim()] : [])));
    const known = asked.some((one) => one.known);
    const findings = [...problems]
      .filter((problem) => !notTheConfiguration.test(problem))
      .map((problem): Finding => ({
        message: 'sshd does not accept its configuration',
        evidence: [evidenceOf(problem)],
      }));
    if (findings.length === 0 && !known) {
      return unknown(`sshd did not judge its configuration: ${[...problems][0] ?? 'it was not found'}`);
    }
    return judged(findings, [], 'sshd accepts its configuration');
  },
};

/** sshd names the place: `/etc/ssh/sshd_config line 12: …` or `/etc/ssh/sshd_config: line 12: …`. */
function evidenceOf(problem: string): Finding['evidence'][number] {
  const [, file, line] = /^(\/\S+?):? line (\d{1,7})\b/.exec(problem) ?? [];
  return file === undefined ? { saw: problem } : { file, line: Number(line), saw: problem };
}
