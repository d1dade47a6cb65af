// SARIF 2.1.0 (OASIS), for code scanning: a result per finding and host. What could not be judged is a result of the kind `open`, and what a
// baseline accepts is suppressed.
import { createHash } from 'node:crypto';
import type { Observation } from '../audit/judgement.ts';
import { severityOf, type ChosenRule } from '../audit/profile/profile.ts';
import type { Severity } from '../audit/severity.ts';
import {
  type AcceptedFinding,
  auditExitCode,
  findingsOf,
  type AuditReport,
  type HostAudit,
  type RuledFinding,
} from '../run/audit/report.ts';
import { sanitizeJson } from '../terminal/sanitize.ts';
import type { AuditReporterOptions, Reporter } from './reporter.ts';
import { fixOf, observationText } from './summary/words.ts';

type Json = Readonly<Record<string, unknown>>;

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

// What GitHub sorts by: https://docs.github.com/code-security, "SARIF support for code scanning".
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.0',
};

export const sarif: Reporter = {
  name: 'sarif',
  description: 'code scanning, SARIF 2.1.0; what could not be judged is a result of the kind `open`',
  audit: logOf,
};

function logOf(report: AuditReport, { failOn }: AuditReporterOptions): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'keyturn', rules: report.rules.map(descriptor) } },
        automationDetails: { id: `keyturn-audit/${report.profile}/${report.runId}` },
        invocations: [invocation(report, auditExitCode(report, failOn))],
        columnKind: 'utf16CodeUnits',
        results: [
          ...report.hosts.flatMap((audited) => [
            ...findingsOf(audited).map((found) => failure(audited.host, found)),
            ...open(audited),
          ]),
          ...report.accepted.map(suppressed),
        ],
      },
    ],
  };
  return `${sanitizeJson(JSON.stringify(log, undefined, 2))}\n`;
}

function descriptor(chosen: ChosenRule): Json {
  const { id, title, rationale, references, remediation } = chosen.rule;
  const severity = severityOf(chosen);
  const tags = ['security', ...references.map(({ standard, place }) => `${standard} ${place}`)];
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: rationale },
    help: { text: remediation.lines },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [...new Set(tags)], 'security-severity': securitySeverity[severity] },
  };
}

function invocation({ hosts, interrupted, startedAt }: AuditReport, exitCode: number): Json {
  const notifications = hosts
    .filter(({ status }) => status !== 'ok')
    .map(({ host, status, problem }) => ({
      level: 'error',
      message: { text: `${host}: ${status}${problem === undefined ? '' : `: ${problem.message}`}` },
    }));
  return {
    executionSuccessful: notifications.length === 0 && !interrupted,
    exitCode,
    startTimeUtc: new Date(startedAt).toISOString(),
    toolExecutionNotifications: notifications,
  };
}

function failure(host: string, found: RuledFinding): Json {
  const { rule, finding, severity } = found;
  const seen = finding.evidence.map(observationText).join('; ');
  const fingerprint = [host, rule.rule.id, finding.message, ...finding.evidence.map(({ file }) => file ?? '')].join(
    '\0',
  );
  return {
    ruleId: rule.rule.id,
    kind: 'fail',
    level: levels[severity],
    message: { text: `${host}: ${finding.message}. Seen: ${seen}. Remedy: ${fixOf(found)}` },
    locations: finding.evidence.map((observation) => location(host, observation)),
    partialFingerprints: { 'keyturn/v1': createHash('sha256').update(fingerprint).digest('hex') },
  };
}

/** §3.35: an accepted result stays in the log, marked as suppressed. */
function suppressed(found: AcceptedFinding): Json {
  const { owner, reason, expires } = found.acceptance;
  const justification = `${owner}, until ${expires}: ${reason}`;
  return {
    ...failure(found.host, found),
    suppressions: [{ kind: 'external', status: 'accepted', justification }],
  };
}

function open({ host, verdicts }: HostAudit): readonly Json[] {
  return verdicts.flatMap(({ rule, judgement }) => {
    if (judgement.outcome !== 'unknown') return [];
    const message = { text: `${host}: could not be judged: ${judgement.reason}` };
    return [{ ruleId: rule.rule.id, kind: 'open', level: 'none', message, locations: [location(host, { saw: '' })] }];
  });
}

/** A file of a host has a relative URI that begins with the host's name; what is in no file is about the host. */
function location(host: string, { file, line }: Observation): Json {
  const path = `${host}${file ?? ''}`.split('/').map(segment).join('/');
  return {
    physicalLocation: {
      artifactLocation: { uri: path },
      ...(line !== undefined && { region: { startLine: line } }),
    },
    logicalLocations: [{ name: host, kind: 'host' }],
  };
}

// A lone surrogate, which no URI can hold, becomes what UTF-8 encoders make of it.
function segment(name: string): string {
  const whole = Buffer.from(name, 'utf8').toString('utf8');
  return encodeURIComponent(whole);
}
