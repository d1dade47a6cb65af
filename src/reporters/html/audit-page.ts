// One self-contained page: no request leaves it, it prints on paper, and its filters work without a server.
import { createHash } from 'node:crypto';
import type { AuditReport } from '../../run/audit/report.ts';
import { accountTable } from './accounts.ts';
import { chart } from './chart.ts';
import { findingSections } from './findings.ts';
import { history } from './history.ts';
import { hostTable } from './hosts.ts';
import { ruleTable } from './rules.ts';
import { script } from './script.ts';
import { stylesheet } from './stylesheet.ts';
import { escapeMarkup } from '../markup/escape.ts';
import { outcomeCounts, severityCounts } from '../summary/findings.ts';
import { counted, countedFindings } from '../summary/words.ts';

/** The parts of the page, in order: each gives markup in which everything that came from a host is escaped. */
const sections: readonly ((report: AuditReport) => string)[] = [
  chart,
  accountTable,
  findingSections,
  history,
  hostTable,
  ruleTable,
];

// Only what is in the page may run or be fetched: a mistake in the escaping must not load or run anything else.
const policy = `default-src 'none'; style-src '${hashOf(stylesheet)}'; script-src '${hashOf(script)}'`;

export function auditPage(report: AuditReport): string {
  const audited = report.hosts.filter(({ status }) => status === 'ok');
  const when = new Date(report.startedAt).toISOString();
  const title = `Keyturn audit: ${escapeMarkup(report.profile)}`;
  const sum = `${countedFindings(severityCounts(audited))}, ${counted(outcomeCounts(audited).unknown, 'verdict')} unknown`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${stylesheet}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>${counted(report.rules.length, 'rule')} on ${counted(audited.length, 'host')}: <strong>${sum}</strong></p>
<p class="quiet"><time datetime="${when}">${when}</time>, run ${escapeMarkup(report.runId)}; nothing was written to any host</p>
</header>
<main>
${sections.map((section) => section(report)).join('\n')}
</main>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
