// Accepted findings, and what changed since an earlier report; empty where there is neither.
import type { AcceptedFinding, AuditReport, Difference } from '../../run/audit/report.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import { escapeMarkup } from '../markup/escape.ts';

export function history({ accepted, compared }: AuditReport): string {
  const differences =
    compared === undefined
      ? ''
      : `<section id="compared"><h2>Since ${escapeMarkup(compared.since)}</h2>
<ul>${[...compared.worse.map((one) => item('worse', one)), ...compared.better.map((one) => item('better', one))].join('\n')}</ul>
<p class="quiet">${compared.notCompared} hosts not compared: not audited both times</p></section>`;
  if (accepted.length === 0) return differences;
  return `${differences}<section id="accepted"><h2>Accepted</h2><ul>${accepted.map(acceptedItem).join('\n')}</ul></section>`;
}

function item(word: string, { rule, severity, message, hosts }: Difference): string {
  return `<li>${word}: ${escapeMarkup(`${severity} ${rule} ${message}, on ${foldNames(hosts)}`)}</li>`;
}

function acceptedItem({ host, rule, finding, acceptance: { owner, reason, expires } }: AcceptedFinding): string {
  return `<li>${escapeMarkup(`${rule.rule.id} on ${host}: ${finding.message}, by ${owner} until ${expires}: ${reason}`)}</li>`;
}
