// The words for findings in every format. Raw texts: each format escapes them in its own way.
import type { Finding, Observation } from '../../audit/judgement.ts';
import { severities, type Severity } from '../../audit/severity.ts';
import type { RuledFinding } from '../../run/audit/report.ts';
import { foldNamesShort } from '../../terminal/fold-names.ts';

/** `/etc/ssh/sshd_config:12: permitrootlogin yes (root)`. */
export function observationText({ file, line, accounts = [], saw }: Observation): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  const whom = accounts.length === 0 ? '' : ` (${foldNamesShort(accounts, 8, ', ')})`;
  return `${place}${saw}${whom}`;
}

/** The remedy: that for this host, else the rule's. */
export function fixOf({ rule, finding }: RuledFinding): string {
  return finding.fix ?? rule.rule.remediation.lines;
}

/** `2 critical, 1 low findings`; what does not occur is left out, and nothing at all is `no findings`. */
export function countedFindings(counts: Readonly<Record<Severity, number>>): string {
  const found = severities.filter((severity) => counts[severity] > 0);
  const total = found.reduce((sum, severity) => sum + counts[severity], 0);
  const parts = found.map((severity) => `${counts[severity]} ${severity}`);
  return `${parts.length === 0 ? 'no' : parts.join(', ')} finding${total === 1 ? '' : 's'}`;
}

/** `1 host`, `2 hosts`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What is the same for two hosts with the same finding. */
export function findingKey(finding: Finding, severity: Severity): string {
  return JSON.stringify([severity, finding.message, finding.evidence, finding.fix]);
}
