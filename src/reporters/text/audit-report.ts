// The report for people: hosts with the same findings stand together, the worst last, where one looks; then a recap and the sum.
import { severities, type Severity } from '../../audit/severity.ts';
import { findingsOf, type AuditReport, type HostAudit, type RuledFinding } from '../../run/audit/report.ts';
import { foldNames, foldNamesShort } from '../../terminal/fold-names.ts';
import type { Paint, Style } from '../../terminal/style.ts';
import { displayWidth, padEnd } from '../../terminal/width.ts';
import { problemLines } from './problem-lines.ts';
import { ruled } from './rule.ts';
import { accountLines, historyLines } from './account-lines.ts';
import type { AuditReporterOptions } from '../reporter.ts';
import { outcomeCounts, severityCounts, unjudgedOn, worstOf } from '../summary/findings.ts';
import { counted, countedFindings, fixOf, observationText } from '../summary/words.ts';

/** Up to so many hosts all have their line in the recap; beyond, only those that need a look. */
const maxRows = 50;

const paints: Readonly<Record<Severity, Paint>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
};

export function auditText(report: AuditReport, { style, verbosity }: AuditReporterOptions): string {
  const interrupted = report.interrupted ? [style.paint('yellow', 'interrupted before it was done')] : [];
  const lines = [
    ruled(`AUDIT [${report.profile}]`, style),
    style.paint('dim', `run ${style.text(report.runId)}: an audit, nothing was written`),
    ...interrupted,
    ...groupsOf(report, style, verbosity).flatMap((group) => ['', ...group]),
    '',
    ...recapLines(report, style),
    ...accountLines(report, style, verbosity),
    ...historyLines(report, style),
    '',
    totalLine(report, style),
  ];
  return `${lines.join('\n')}\n`;
}

function groupsOf({ hosts }: AuditReport, style: Style, verbosity: number): readonly (readonly string[])[] {
  const groups = new Map<string, { readonly body: readonly string[]; readonly hosts: HostAudit[] }>();
  for (const host of hosts) {
    const body = bodyOf(host, style, verbosity);
    const key = [host.status, ...body].join('\n');
    const group = groups.get(key) ?? { body, hosts: [] };
    group.hosts.push(host);
    groups.set(key, group);
  }
  const sorted = [...groups.values()].sort((a, b) => badness(a.hosts) - badness(b.hosts));
  return sorted.map(({ body, hosts: alike }) => [headingOf(alike, style), ...body]);
}

/** Hosts that were not audited come last: how bad they are is unknown. */
function badness([host]: readonly HostAudit[]): number {
  if (host === undefined || host.status === 'skipped') return -1;
  if (host.status !== 'ok') return severities.length + 1;
  const worst = worstOf(host);
  return worst === undefined ? 0 : severities.length - severities.indexOf(worst);
}

function headingOf(hosts: readonly HostAudit[], style: Style): string {
  const names = style.paint('bold', style.text(foldNames(hosts.map(({ host }) => host))));
  const [first] = hosts;
  const count = hosts.length > 1 ? `  (${hosts.length} hosts)` : '';
  if (first === undefined || first.status !== 'ok')
    return `${names}  ${style.paint('red', first?.status ?? '')}${count}`;
  const worst = worstOf(first);
  const findings = countedFindings(severityCounts([first]));
  return `${names}  ${style.paint(worst === undefined ? 'green' : paints[worst], findings)}${count}`;
}

function bodyOf(host: HostAudit, style: Style, verbosity: number): readonly string[] {
  const worstFirst = [...findingsOf(host)].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  const unjudged = host.status === 'ok' ? unjudgedOn([host]) : [];
  return [
    ...worstFirst.flatMap((found) => findingLines(found, style, verbosity)),
    ...unjudged.map(
      ({ reason, rules }) => `  ${style.paint('magenta', 'unknown')}   ${rules.join(', ')}: ${style.text(reason)}`,
    ),
    ...problemLines(host.problem, style),
  ];
}

function findingLines(found: RuledFinding, style: Style, verbosity: number): readonly string[] {
  const { rule, finding, severity } = found;
  const word = style.paint(paints[severity], severity.padEnd('critical'.length));
  const task = verbosity > 0 ? rule.rule.remediation.task : undefined;
  return [
    `  ${word}  ${rule.rule.id}  ${rule.rule.title}: ${style.text(finding.message)}`,
    ...finding.evidence.map((observation) => `      ${style.text(observationText(observation))}`),
    ...labelled('fix', fixOf(found), style),
    ...(task === undefined ? [] : labelled('task', task, style)),
  ];
}

function labelled(label: string, text: string, style: Style): readonly string[] {
  const [first = '', ...rest] = style.lines(text);
  return [`      ${label}: ${first}`, ...rest.map((line) => `      ${' '.repeat(label.length + 2)}${line}`)];
}

function recapLines({ hosts }: AuditReport, style: Style): readonly string[] {
  const shown = hosts.length > maxRows ? hosts.filter((host) => badness([host]) > 0) : hosts;
  const column = Math.max(26, ...shown.map(({ host }) => displayWidth(style.text(host))));
  const fine = hosts.length - shown.length;
  const rest = fine === 0 ? [] : [style.paint('green', `${counted(fine, 'host')} without findings`)];
  return [ruled('AUDIT RECAP', style), ...shown.map((host) => rowOf(host, column, style)), ...rest];
}

function rowOf(host: HostAudit, column: number, style: Style): string {
  const name = padEnd(style.text(host.host), column);
  if (host.status !== 'ok') return `${name} : ${style.paint('red', host.status)}`;
  const counts = severityCounts([host]);
  const outcomes = outcomeCounts([host]);
  const cells = severities.map((severity) => {
    const cell = `${severity}=${String(counts[severity]).padEnd(3)}`;
    return counts[severity] > 0 ? style.paint(paints[severity], cell) : cell;
  });
  return `${name} : ${cells.join(' ')} unknown=${String(outcomes.unknown).padEnd(3)} passed=${outcomes.pass}`.trimEnd();
}

function totalLine({ hosts, profile, rules, accepted }: AuditReport, style: Style): string {
  const audited = hosts.filter(({ status }) => status === 'ok');
  const others = hosts.filter(({ status }) => status !== 'ok');
  const left =
    others.length === 0
      ? ''
      : `; ${counted(others.length, 'host')} not audited: ${foldNamesShort(others.map(({ host }) => host))}`;
  const unknown = outcomeCounts(audited).unknown;
  const doubt = unknown === 0 ? '' : `; ${counted(unknown, 'verdict')} unknown, which is no pass`;
  const taken = accepted.length === 0 ? '' : `; ${counted(accepted.length, 'finding')} accepted`;
  const what = `${counted(rules.length, 'rule')} of the profile ${profile} on ${counted(audited.length, 'host')}`;
  return style.text(`${what}: ${countedFindings(severityCounts(audited))}${taken}${doubt}${left}.`);
}
