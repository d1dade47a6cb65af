// A run as Markdown: the answer first, a row per host, then per play each group of hosts with its text in a code block.
import type { RunReport } from '../../run/report.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import { uncoloured } from '../../terminal/style.ts';
import type { RunReporterOptions } from '../reporter.ts';
import { answerOf } from '../summary/answer.ts';
import { recapOf, recapWords } from '../summary/recap.ts';
import { hostGroups, meaningOf, type HostGroup } from '../text/host-lines.ts';
import { totalLine } from '../text/total-lines.ts';
import { codeBlock, inline } from './escape.ts';

export function runMarkdown(reports: readonly RunReport[], options: RunReporterOptions): string {
  const plain = { ...options, style: uncoloured(options.style) };
  const lines = [
    `# Keyturn ${[...new Set(reports.map(({ mode }) => mode))].join(', ')}`.trimEnd(),
    '',
    `**Can everyone still log in?** ${inline(answerOf(reports).text)}`,
    '',
    inline(totalLine(reports)),
    '',
    ...recapTable(reports),
    ...reports.flatMap((report) => playSection(report, plain)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function recapTable(reports: readonly RunReport[]): readonly string[] {
  const rows = recapOf(reports).map(({ host, counts }) => {
    return `| ${[inline(host), ...recapWords.map((word) => counts[word])].join(' | ')} |`;
  });
  return [`| host | ${recapWords.join(' | ')} |`, `| --- |${' ---: |'.repeat(recapWords.length)}`, ...rows, ''];
}

function playSection(report: RunReport, options: RunReporterOptions): readonly string[] {
  const stops = [
    ...(report.interrupted ? ['**interrupted before it was done**', ''] : []),
    ...(report.stopped === undefined ? [] : [`**stopped: ${inline(report.stopped)}**`, '']),
  ];
  return [
    `## ${inline(report.play)}`,
    '',
    `Run ${inline(report.runId)}.`,
    '',
    ...stops,
    ...hostGroups(report, options).flatMap((group) => groupSection(group, report)),
  ];
}

function groupSection(group: HostGroup, report: RunReport): readonly string[] {
  const { hosts, body } = group;
  const count = hosts.length === 1 ? '' : ` (${hosts.length} hosts)`;
  const names = inline(foldNames(hosts.map(({ host }) => host)));
  const text = body.length === 0 ? [] : [...codeBlock(body.join('\n')), ''];
  return [`### ${names}: ${meaningOf(group, report)}${count}`, '', ...text];
}
