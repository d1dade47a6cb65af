// The findings, the worst first, each once with all hosts that have it; then what could not be judged.
import { severities } from '../../audit/severity.ts';
import type { AuditReport } from '../../run/audit/report.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import { escapeMarkup, escapeMarkupLines, escapeNames } from '../markup/escape.ts';
import { foldedFindings, unjudgedOn, type FoldedFinding } from '../summary/findings.ts';
import { counted, fixOf, observationText } from '../summary/words.ts';

/** So many names in full; beyond, folded: `web[001-400]`. */
const fewHosts = 8;

export function findingSections(report: AuditReport): string {
  const boxes = severities.map(
    (severity) => `<label><input type="checkbox" value="${severity}" checked> ${severity}</label>`,
  );
  return `<section id="findings">
<h2>Findings</h2>
<form class="filters" id="filters"><fieldset><legend>Show</legend>${boxes.join(' ')}</fieldset>
<label>Filter <input type="search" id="words" placeholder="host, rule, file, account"></label></form>
${foldedFindings(report).map(article).join('\n')}
${unjudgedSection(report)}
</section>`;
}

function article(found: FoldedFinding): string {
  const { rule, finding, severity, hosts } = found;
  const names = hosts.length > fewHosts ? foldNames(hosts) : hosts.join(', ');
  const seen = finding.evidence.map(
    (observation) => `<li><code>${escapeMarkup(observationText(observation))}</code></li>`,
  );
  return `<article class="finding" data-severity="${severity}">
<h3><span class="badge ${severity}">${severity}</span> <a href="#${rule.rule.id}">${rule.rule.id}</a> ${escapeMarkup(rule.rule.title)}</h3>
<p>${escapeMarkup(finding.message)} on <span class="hosts">${escapeNames(names)}</span> (${counted(hosts.length, 'host')})</p>
<ul>${seen.join('')}</ul>
<pre>${escapeMarkupLines(fixOf(found))}</pre>
</article>`;
}

function unjudgedSection({ hosts }: AuditReport): string {
  const items = unjudgedOn(hosts).map(
    ({ reason, rules, hosts: where }) =>
      `<li><strong>${rules.join(', ')}</strong> on ${escapeNames(foldNames(where))}: ${escapeMarkup(reason)}</li>`,
  );
  return items.length === 0 ? '' : `<h3>Could not be judged, which is no pass</h3>\n<ul>${items.join('\n')}</ul>`;
}
