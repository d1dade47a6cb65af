// The rules that were judged, why they matter, and how many hosts fail them.
import { severityOf, type ChosenRule } from '../../audit/profile/profile.ts';
import type { AuditReport } from '../../run/audit/report.ts';
import { escapeMarkup } from '../markup/escape.ts';

export function ruleTable({ rules, hosts }: AuditReport): string {
  const failing = new Map<string, number>();
  for (const { rule, judgement } of hosts.flatMap(({ verdicts }) => verdicts)) {
    if (judgement.outcome === 'fail') failing.set(rule.rule.id, (failing.get(rule.rule.id) ?? 0) + 1);
  }
  const rows = rules.map((rule) => row(rule, failing.get(rule.rule.id) ?? 0));
  return `<section id="rules">
<h2>Rules</h2>
<table><thead><tr><th scope="col">rule</th><th scope="col">severity</th><th scope="col">failing hosts</th><th scope="col">why</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>
</section>`;
}

function row(chosen: ChosenRule, failing: number): string {
  const { id, title, rationale, references } = chosen.rule;
  const known = references.map(({ standard, place }) => `${standard} ${place}`).join('; ');
  const why = `${escapeMarkup(rationale)}${known === '' ? '' : ` <span class="quiet">${escapeMarkup(known)}</span>`}`;
  return `<tr id="${id}"><th scope="row">${id} ${escapeMarkup(title)}</th><td>${severityOf(chosen)}</td><td>${failing}</td><td>${why}</td></tr>`;
}
