// An audit as JUnit: a suite per host, a case per rule. What could not be judged is skipped, with the reason, and never passes.
import type { RuleVerdict } from '../../audit/judge-host.ts';
import { severityOf } from '../../audit/profile/profile.ts';
import type { AuditReport, HostAudit } from '../../run/audit/report.ts';
import { fixOf, observationText } from '../summary/words.ts';
import { suitesText, type Shortfall, type TestCase } from './suites.ts';

export function auditSuites({ hosts, profile, startedAt }: AuditReport): string {
  const timestamp = new Date(startedAt).toISOString();
  const suites = hosts.map((host) => ({
    name: host.host,
    cases: casesOf(host),
    durationMs: host.durationMs,
    timestamp,
  }));
  return suitesText(`keyturn audit ${profile}`, suites);
}

function casesOf({ verdicts, status, problem }: HostAudit): readonly TestCase[] {
  const cases = verdicts.map(({ rule, judgement }) => ({
    name: `${rule.rule.id} ${rule.rule.title}`,
    shortfall: shortfallOf({ rule, judgement }),
  }));
  if (status === 'ok') return cases;
  const message = problem === undefined ? status : `${status}: ${problem.message}`;
  return [...cases, { name: 'the host was audited', shortfall: { outcome: 'error', type: status, message } }];
}

function shortfallOf({ rule, judgement }: RuleVerdict): Shortfall | undefined {
  if (judgement.outcome === 'pass') return undefined;
  if (judgement.outcome !== 'fail') {
    return { outcome: 'skipped', message: `${judgement.outcome}: ${judgement.reason}` };
  }
  const [first] = judgement.findings;
  const details = judgement.findings.map((finding) =>
    [
      `${finding.message}:`,
      ...finding.evidence.map(observationText),
      `fix: ${fixOf({ rule, finding, severity: severityOf(rule, finding) })}`,
    ].join('\n'),
  );
  return {
    outcome: 'failure',
    type: first === undefined ? severityOf(rule) : severityOf(rule, first),
    message: first?.message ?? '',
    details: details.join('\n\n'),
  };
}
