// A row per host with what was found there.
import { severities } from '../../audit/severity.ts';
import type { AuditReport, HostAudit } from '../../run/audit/report.ts';
import { escapeMarkup } from '../markup/escape.ts';
import { outcomeCounts, severityCounts } from '../summary/findings.ts';

export function hostTable({ hosts }: AuditReport): string {
  const heads = [...severities, 'unknown', 'passed'].map((head) => `<th scope="col">${head}</th>`).join('');
  return `<section id="hosts">
<h2>Hosts</h2>
<table><thead><tr><th scope="col">host</th>${heads}</tr></thead>
<tbody>
${hosts.map(row).join('\n')}
</tbody></table>
</section>`;
}

function row(host: HostAudit): string {
  const name = `<th scope="row">${escapeMarkup(host.host)}</th>`;
  if (host.status !== 'ok') {
    const why = host.problem === undefined ? '' : `: ${escapeMarkup(host.problem.message)}`;
    return `<tr>${name}<td class="missed" colspan="${severities.length + 2}">${host.status}${why}</td></tr>`;
  }
  const counts = severityCounts([host]);
  const { unknown, pass } = outcomeCounts([host]);
  const cells = severities.map((severity) =>
    counts[severity] === 0 ? '<td>0</td>' : `<td class="some ${severity}">${counts[severity]}</td>`,
  );
  return `<tr>${name}${cells.join('')}<td>${unknown}</td><td>${pass}</td></tr>`;
}
