// The account matrix, what was accepted and what changed, as lines of the table.
import { protections } from '../../audit/account-matrix.ts';
import { originText } from '../../access/origin.ts';
import type { AuditReport, Difference, HostAudit } from '../../run/audit/report.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import type { Paint, Style } from '../../terminal/style.ts';
import { padEnd } from '../../terminal/width.ts';
import { ruled } from './rule.ts';
import {
  accountCounts,
  accountsLine,
  accountsShort,
  foldedRows,
  standing,
  type FoldedRow,
} from '../summary/accounts.ts';
import { counted } from '../summary/words.ts';

const paints: Readonly<Record<string, Paint>> = {
  unprotected: 'red',
  unknown: 'magenta',
  exempt: 'yellow',
  protected: 'green',
};

/** How many accounts stand how on each host, and the sum; every account with its ways in where `-v` asks for it. */
export function accountLines({ hosts }: AuditReport, style: Style, verbosity: number): readonly string[] {
  const audited = hosts.filter(({ status }) => status === 'ok');
  if (audited.length === 0) return [];
  const rows = verbosity > 0 ? foldedRows(audited, protections).flatMap((folded) => rowLines(folded, style)) : [];
  return [
    '',
    ruled('ACCOUNTS', style),
    ...hostLines(audited, style),
    ...rows,
    '',
    style.paint('bold', style.text(`${accountsLine(audited)}.`)),
  ];
}

/** Hosts whose accounts add up to the same stand together. */
function hostLines(hosts: readonly HostAudit[], style: Style): readonly string[] {
  const alike = new Map<string, string[]>();
  for (const host of hosts) {
    const { matrix } = host;
    const text = matrix.known
      ? `${accountsShort(accountCounts([host]))}${perhapsMore(matrix.unlisted)}`
      : `not known: ${matrix.reason}`;
    alike.set(text, [...(alike.get(text) ?? []), host.host]);
  }
  return [...alike].map(([text, names]) => `${padEnd(style.text(foldNames(names)), 26)} : ${style.text(text)}`);
}

function perhapsMore(unlisted: readonly string[]): string {
  return unlisted.length === 0 ? '' : `, and perhaps others that ${unlisted.join(', ')} did not list`;
}

function rowLines({ row, hosts }: FoldedRow, style: Style): readonly string[] {
  const name = padEnd(style.text(row.account), 20);
  const how = style.paint(paints[row.protection] ?? 'dim', style.text(standing(row)));
  const ways = row.ways.map(
    ({ origin, way, reason }) => `      ${style.text(`${way} from ${originText(origin)}: ${reason}`)}`,
  );
  return ['', `  ${name} ${how}  ${style.text(foldNames(hosts))}`, ...ways];
}

/** What the baseline accepts, in one line for each rule, and what changed since the earlier report. */
export function historyLines({ accepted, compared }: AuditReport, style: Style): readonly string[] {
  const lines = accepted.map(({ host, rule, finding, acceptance: { owner, expires, reason } }) => {
    return `  ${rule.rule.id}  ${style.text(`${host}: ${finding.message}, by ${owner} until ${expires}: ${reason}`)}`;
  });
  const acceptances = lines.length === 0 ? [] : ['', ruled('ACCEPTED', style), ...lines];
  if (compared === undefined) return acceptances;
  const { since, worse, better, notCompared } = compared;
  const missed = notCompared === 0 ? [] : [`  ${counted(notCompared, 'host')} not compared: not audited both times`];
  const none = worse.length + better.length === 0 ? ['  nothing changed'] : [];
  return [
    ...acceptances,
    '',
    ruled(`SINCE ${style.text(since)}`, style),
    ...worse.map((difference) => differenceLine('worse', 'red', difference, style)),
    ...better.map((difference) => differenceLine('better', 'green', difference, style)),
    ...none,
    ...missed,
  ];
}

function differenceLine(
  word: string,
  paint: Paint,
  { rule, severity, message, hosts }: Difference,
  style: Style,
): string {
  return `  ${style.paint(paint, word.padEnd(6))}  ${style.text(`${severity} ${rule} ${message}: ${foldNames(hosts)}`)}`;
}
