// Markdown, for pull requests, wikis and tickets. Hosts that have the same finding share its section.
import { protections } from '../../audit/account-matrix.ts';
import { severities } from '../../audit/severity.ts';
import type { AuditReport, Difference } from '../../run/audit/report.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import { accountsLine, foldedRows, standing } from '../summary/accounts.ts';
import { foldedFindings, outcomeCounts, severityCounts, unjudgedOn, type FoldedFinding } from '../summary/findings.ts';
import { codeBlock, inline } from './escape.ts';
import { counted, countedFindings, fixOf, observationText } from '../summary/words.ts';

export function auditMarkdown(report: AuditReport): string {
  const audited = report.hosts.filter(({ status }) => status === 'ok');
  const lines = [
    `# Keyturn audit: ${inline(report.profile)}`,
    '',
    `${counted(report.rules.length, 'rule')} on ${counted(audited.length, 'host')}, ` +
      `${new Date(report.startedAt).toISOString()}: **${countedFindings(severityCounts(audited))}**, ` +
      `${outcomeCounts(audited).unknown} verdicts unknown.`,
    '',
    `**${inline(accountsLine(audited))}**`,
    '',
    ...hostTable(report),
    ...accountTable(report),
    ...missed(report),
    ...foldedFindings(report).flatMap(section),
    ...unjudged(report),
    ...history(report),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function hostTable({ hosts }: AuditReport): readonly string[] {
  const rows = hosts.map((host) => {
    const counts = severityCounts([host]);
    const { unknown, pass } = outcomeCounts([host]);
    const cells =
      host.status === 'ok' ? severities.map((severity) => counts[severity]) : severities.map(() => host.status);
    return `| ${[inline(host.host), ...cells, unknown, pass].join(' | ')} |`;
  });
  const heads = ['host', ...severities, 'unknown', 'passed'];
  return [`| ${heads.join(' | ')} |`, `| --- |${' ---: |'.repeat(heads.length - 1)}`, ...rows, ''];
}

/** Protected accounts are only counted. */
function accountTable({ hosts }: AuditReport): readonly string[] {
  const rows = foldedRows(hosts, protections).filter(({ row }) => !['protected', 'refused'].includes(row.protection));
  if (rows.length === 0) return [];
  const lines = rows.map(({ row, hosts: where }) => {
    return `| ${[row.account, standing(row), row.weakest.reason, foldNames(where)].map(inline).join(' | ')} |`;
  });
  return ['| account | stands | why | hosts |', '| --- | --- | --- | --- |', ...lines, ''];
}

function history({ accepted, compared }: AuditReport): readonly string[] {
  const acceptances = accepted.map(({ host, rule, finding, acceptance: { owner, expires, reason } }) => {
    return `- ${rule.rule.id}: ${inline(`${host}: ${finding.message}, by ${owner} until ${expires}: ${reason}`)}`;
  });
  const changes = (word: string, found: readonly Difference[]): readonly string[] =>
    found.map(
      ({ rule, severity, message, hosts }) =>
        `- ${word}: ${inline(`${severity} ${rule} ${message}: ${foldNames(hosts)}`)}`,
    );
  return [
    ...(acceptances.length === 0 ? [] : ['## Accepted', '', ...acceptances, '']),
    ...(compared === undefined
      ? []
      : [
          `## Since ${inline(compared.since)}`,
          '',
          ...changes('worse', compared.worse),
          ...changes('better', compared.better),
          '',
        ]),
  ];
}

function missed({ hosts }: AuditReport): readonly string[] {
  const lines = hosts.flatMap(({ host, status, problem }) =>
    status === 'ok'
      ? []
      : [`- **${inline(host)}** was not audited (${status}): ${inline(problem?.message ?? 'it was not started')}`],
  );
  return lines.length === 0 ? [] : [...lines, ''];
}

function section(found: FoldedFinding): readonly string[] {
  const { rule, finding, severity, hosts } = found;
  return [
    `## ${rule.rule.id} (${severity}): ${inline(rule.rule.title)}`,
    '',
    `${inline(finding.message)} on ${inline(foldNames(hosts))}`,
    '',
    ...finding.evidence.map((observation) => `- ${inline(observationText(observation))}`),
    '',
    ...codeBlock(fixOf(found)),
    '',
  ];
}

function unjudged({ hosts }: AuditReport): readonly string[] {
  const lines = unjudgedOn(hosts).map(
    ({ reason, rules, hosts: where }) => `- ${rules.join(', ')} on ${inline(foldNames(where))}: ${inline(reason)}`,
  );
  return lines.length === 0 ? [] : ['## Could not be judged', '', ...lines, ''];
}
