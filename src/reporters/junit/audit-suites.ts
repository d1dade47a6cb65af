// JUnit XML, for CI systems: a suite per host, a case per rule. What could not be judged is skipped, with the reason, and never passes.
import type { RuleVerdict } from '../../audit/judge-host.ts';
import { severityOf } from '../../audit/profile/profile.ts';
import type { AuditReport, HostAudit } from '../../run/audit/report.ts';
import { escapeMarkup, escapeMarkupLines } from '../markup/escape.ts';
import { outcomeCounts } from '../summary/findings.ts';
import { fixOf, observationText } from '../summary/words.ts';

export function auditSuites({ hosts, profile, startedAt }: AuditReport): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="keyturn audit ${escapeMarkup(profile)}"${countsOf(hosts)}>`,
    ...hosts.flatMap((host) => suite(host, new Date(startedAt).toISOString())),
    '</testsuites>',
    '',
  ];
  return lines.join('\n');
}

function countsOf(hosts: readonly HostAudit[]): string {
  const outcomes = outcomeCounts(hosts);
  const errors = hosts.filter(({ status }) => status !== 'ok').length;
  const verdicts = hosts.reduce((sum, host) => sum + host.verdicts.length, 0);
  const skipped = outcomes.unknown + outcomes.accepted + outcomes['not-applicable'];
  return ` tests="${verdicts + errors}" failures="${outcomes.fail}" errors="${errors}" skipped="${skipped}"`;
}

function suite(host: HostAudit, timestamp: string): readonly string[] {
  const name = escapeMarkup(host.host);
  const time = (host.durationMs / 1000).toFixed(3);
  return [
    `  <testsuite name="${name}"${countsOf([host])} time="${time}" timestamp="${timestamp}">`,
    ...host.verdicts.flatMap((verdict) => testCase(name, verdict)),
    ...(host.status === 'ok' ? [] : hostCase(name, host)),
    '  </testsuite>',
  ];
}

function hostCase(name: string, { status, problem }: HostAudit): readonly string[] {
  const message = escapeMarkup(problem === undefined ? status : `${status}: ${problem.message}`);
  return [
    `    <testcase classname="${name}" name="the host was audited">`,
    `      <error type="${status}" message="${message}"/>`,
    '    </testcase>',
  ];
}

function testCase(name: string, { rule, judgement }: RuleVerdict): readonly string[] {
  const head = `    <testcase classname="${name}" name="${escapeMarkup(`${rule.rule.id} ${rule.rule.title}`)}"`;
  if (judgement.outcome === 'pass') return [`${head}/>`];
  if (judgement.outcome !== 'fail') {
    const message = escapeMarkup(`${judgement.outcome}: ${judgement.reason}`);
    return [`${head}>`, `      <skipped message="${message}"/>`, '    </testcase>'];
  }
  // A case has one failure: the schema that most readers go by allows no more.
  const [first] = judgement.findings;
  const details = judgement.findings.map((finding) =>
    [
      `${finding.message}:`,
      ...finding.evidence.map(observationText),
      `fix: ${fixOf({ rule, finding, severity: severityOf(rule, finding) })}`,
    ].join('\n'),
  );
  const type = first === undefined ? severityOf(rule) : severityOf(rule, first);
  return [
    `${head}>`,
    `      <failure type="${type}" message="${escapeMarkup(first?.message ?? '')}">${escapeMarkupLines(details.join('\n\n'))}</failure>`,
    '    </testcase>',
  ];
}
