// Workflow commands of GitHub Actions: annotations beside the run. Hosts that have the same finding share one.
import type { Severity } from '../audit/severity.ts';
import type { AuditReport } from '../run/audit/report.ts';
import { foldNamesShort } from '../terminal/fold-names.ts';
import { sanitize } from '../terminal/sanitize.ts';
import type { Reporter } from './reporter.ts';
import { foldedFindings, unjudgedOn } from './summary/findings.ts';
import { fixOf, observationText } from './summary/words.ts';

const commands: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};

export const github: Reporter = {
  name: 'github',
  description: 'annotations of a GitHub workflow',
  audit: annotations,
};

function annotations(report: AuditReport): string {
  const findings = foldedFindings(report).map((found) => {
    const { rule, finding, severity, hosts } = found;
    const lines = [finding.message, ...finding.evidence.map(observationText), `fix: ${fixOf(found)}`];
    return command(commands[severity], `${rule.rule.id} ${severity}: ${foldNamesShort(hosts)}`, lines.join('\n'));
  });
  const unjudged = unjudgedOn(report.hosts).map(({ reason, rules, hosts }) =>
    command('notice', `could not be judged: ${foldNamesShort(hosts)}`, `${rules.join(', ')}: ${reason}`),
  );
  const missed = report.hosts.flatMap(({ host, status, problem }) =>
    status === 'ok' ? [] : [command('error', `${host}: ${status}`, problem?.message ?? 'not audited')],
  );
  return [...findings, ...unjudged, ...missed].join('');
}

/** One line, whatever is in the texts: a second line could be a command that the host chose. */
function command(name: string, title: string, message: string): string {
  const property = escaped(sanitize(title)).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${name} title=${property}::${escaped(sanitize(message, { lines: true }))}\n`;
}

function escaped(safe: string): string {
  return safe.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
