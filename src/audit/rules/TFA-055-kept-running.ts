// The units of sshd: failed, or not started when the host boots.
import { sshdUnits } from '../../facts/sshd-units.ts';
import { judged, notApplicable, unknown, type Finding } from '../judgement.ts';
import { linesByFamily } from '../remedies.ts';
import type { Rule } from '../rule.ts';

const startsAtBoot = ['enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated', 'linked'];

export const keptRunning: Rule = {
  id: 'TFA-055',
  title: 'systemd does not keep sshd running',
  severity: 'medium',
  rationale:
    'After one connection to a broken configuration ssh.socket gives up for good, and putting the configuration right does not help until ' +
    'it is reset. A unit that nothing starts at boot shows only after the next one.',
  references: [],
  remediation: linesByFamily(
    ({ sshService: name }) =>
      `$ systemctl reset-failed ${name}.socket ${name}.service\n$ systemctl enable --now ${name}.service`,
  ),
  facts: [sshdUnits],
  judge: ({ facts }) => {
    const { systemd, units } = facts.get(sshdUnits);
    if (!systemd) return notApplicable('systemd does not run this host');
    if (units.length === 0) return unknown('systemd knows no unit of sshd, or did not answer');
    const failed = units.filter(({ active }) => active === 'failed');
    const findings: Finding[] = failed.map(({ name, result }) => ({
      message: `${name} has failed`,
      severity: 'high',
      evidence: [{ saw: `${name}: failed (${result})` }],
    }));
    if (!units.some(({ atBoot }) => startsAtBoot.includes(atBoot))) {
      const evidence = units.map(({ name, atBoot }) => ({ saw: `${name}: ${atBoot === '' ? 'no state' : atBoot}` }));
      findings.push({ message: 'nothing starts sshd at the next boot', evidence });
    }
    return judged(findings, [], 'the units of sshd are in order');
  },
};
