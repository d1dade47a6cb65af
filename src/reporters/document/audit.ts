// An audit as a JSON document: schemas/audit.schema.json. Fields are only ever added within a version.
import type { Finding } from '../../audit/judgement.ts';
import { severityOf, type ChosenRule } from '../../audit/profile/profile.ts';
import type { RuleVerdict } from '../../audit/judge-host.ts';
import { auditExitCode, type AuditReport, type HostAudit } from '../../run/audit/report.ts';
import { acceptedDocument, accountDocuments, accountTotals, comparedDocument } from './accounts.ts';
import type { AuditReporterOptions } from '../reporter.ts';
import { outcomeCounts, severityCounts } from '../summary/findings.ts';

type Json = Readonly<Record<string, unknown>>;

export function auditDocument(report: AuditReport, { failOn }: AuditReporterOptions): Json {
  const { hosts } = report;
  return {
    version: 1,
    run_id: report.runId,
    started_at: new Date(report.startedAt).toISOString(),
    interrupted: report.interrupted,
    profile: report.profile,
    fail_on: failOn,
    exit_code: auditExitCode(report, failOn),
    totals: {
      hosts: hosts.length,
      findings: severityCounts(hosts),
      outcomes: outcomeCounts(hosts),
      accounts: accountTotals(hosts),
    },
    rules: report.rules.map(ruleDocument),
    hosts: hosts.map(hostDocument),
    accepted: report.accepted.map(acceptedDocument),
    compared: comparedDocument(report.compared),
  };
}

function ruleDocument(chosen: ChosenRule): Json {
  const { id, title, rationale, references, remediation } = chosen.rule;
  return {
    id,
    title,
    severity: severityOf(chosen),
    rationale,
    references,
    remediation: { lines: remediation.lines, task: remediation.task ?? null },
    parameters: chosen.parameters,
  };
}

function hostDocument(host: HostAudit): Json {
  return {
    name: host.host,
    status: host.status,
    root: host.root,
    verdicts: host.verdicts.map(verdictDocument),
    ...accountDocuments(host),
    problem: host.problem === undefined ? null : { ...host.problem, help: host.problem.help ?? null },
    round_trips: host.roundTrips,
    duration_ms: Math.round(host.durationMs),
  };
}

function verdictDocument({ rule, judgement }: RuleVerdict): Json {
  const isFail = judgement.outcome === 'fail';
  return {
    rule: rule.rule.id,
    outcome: judgement.outcome,
    reason: isFail ? (judgement.unjudged ?? null) : judgement.reason,
    findings: isFail ? judgement.findings.map((finding) => findingDocument(rule, finding)) : [],
  };
}

function findingDocument(rule: ChosenRule, finding: Finding): Json {
  return {
    severity: severityOf(rule, finding),
    message: finding.message,
    fix: finding.fix ?? null,
    evidence: finding.evidence.map(({ file, line, accounts, saw }) => ({
      file: file ?? null,
      line: line ?? null,
      accounts: accounts ?? [],
      saw,
    })),
  };
}
