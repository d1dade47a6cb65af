// How accounts can log in: the fleet in one bar, then every account, those that are not protected first.
import { originText } from '../../access/origin.ts';
import { protections, type OriginWay } from '../../audit/account-matrix.ts';
import type { AuditReport } from '../../run/audit/report.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import { accountCounts, accountsLine, foldedRows, standing, type FoldedRow } from '../summary/accounts.ts';
import { escapeMarkup, escapeNames } from '../markup/escape.ts';
import { counted } from '../summary/words.ts';
import { bar } from './bar.ts';

/** Rows beyond are counted: a page of a fleet stays one that opens. */
const mostRows = 2000;

export function accountTable({ hosts }: AuditReport): string {
  const audited = hosts.filter(({ status }) => status === 'ok');
  const counts = accountCounts(audited);
  const covered = Object.values(counts.protected).reduce((sum, number) => sum + number, 0);
  const shares = [
    { kind: 'none', count: covered, label: 'a code and another factor' },
    { kind: 'medium', count: counts.exempt, label: 'exempt' },
    { kind: 'critical', count: counts.unprotected, label: 'not protected' },
    { kind: 'missed', count: counts.unknown, label: 'not known' },
  ];
  const rows = foldedRows(audited, protections);
  const left =
    rows.length > mostRows ? `<p class="quiet">and ${rows.length - mostRows} more rows, in the JSON report</p>` : '';
  return `<section id="accounts">
<h2>Accounts</h2>
<p><strong>${escapeMarkup(accountsLine(audited))}</strong></p>
${bar(shares, 'accounts by how they are protected')}
<table><thead><tr><th scope="col">account</th><th scope="col">stands</th><th scope="col">ways in</th><th scope="col">hosts</th></tr></thead>
<tbody>
${rows.slice(0, mostRows).map(tableRow).join('\n')}
</tbody></table>${left}
</section>`;
}

function tableRow({ row, hosts }: FoldedRow): string {
  const ways = fewer(row.ways)
    .map((way) => escapeMarkup(way))
    .join('<br>');
  const where = `${escapeNames(foldNames(hosts))} (${counted(hosts.length, 'host')})`;
  return `<tr class="account"><th scope="row">${escapeMarkup(row.account)}</th><td class="${row.protection}">${escapeMarkup(standing(row))}</td><td>${ways}</td><td>${where}</td></tr>`;
}

/** One line where all origins are alike. */
function fewer(ways: readonly OriginWay[]): readonly string[] {
  const [first] = ways;
  if (first === undefined) return [];
  if (ways.every(({ way, reason }) => way === first.way && reason === first.reason))
    return [`${first.way} from anywhere: ${first.reason}`];
  return ways.map(({ origin, way, reason }) => `${way} from ${originText(origin)}: ${reason}`);
}
