// The outcome of an audit: every rule on every host. What the reporters print.
import type { Acceptance } from '../../audit/baseline/baseline.ts';
import type { HostJudgement } from '../../audit/judge-host.ts';
import { severityOf, type ChosenRule } from '../../audit/profile/profile.ts';
import type { Finding } from '../../audit/judgement.ts';
import { isAtLeast, type Severity } from '../../audit/severity.ts';
import type { HostProblem, HostStatus } from '../event.ts';
import { worstExitCode, type ExitCode } from '../exit-code.ts';
import type { EarlierFinding } from './earlier.ts';

/** One audit over its hosts, in the order of the inventory. */
export interface AuditReport {
  readonly runId: string;
  /** Milliseconds since the epoch, by the controller's clock. */
  readonly startedAt: number;
  /** The name of the profile. */
  readonly profile: string;
  readonly rules: readonly ChosenRule[];
  readonly hosts: readonly HostAudit[];
  /** Findings that the baseline accepts: they are in no verdict. */
  readonly accepted: readonly AcceptedFinding[];
  /** What changed since an earlier report; undefined where there is none. */
  readonly compared: Comparison | undefined;
  readonly interrupted: boolean;
}

/** A finding that came or went since an earlier report, on the hosts where it did. The message names whom it is about. */
export interface Difference extends Omit<EarlierFinding, 'account'> {
  readonly hosts: readonly string[];
}

/** `better` has only what could be judged now. Hosts that were not audited both times are counted, not compared. */
export interface Comparison {
  /** When the earlier audit began (ISO 8601). */
  readonly since: string;
  readonly worse: readonly Difference[];
  readonly better: readonly Difference[];
  readonly notCompared: number;
}

/** A finding of one host that somebody has accepted. */
export interface AcceptedFinding extends RuledFinding {
  readonly host: string;
  readonly acceptance: Acceptance;
}

/**
 * One host, with its verdicts in the order of the rules, none where it was never asked. `failed`: it was reached and did not answer as it
 * should; then every verdict is `unknown`.
 */
export interface HostAudit extends HostJudgement {
  readonly host: string;
  readonly status: Extract<HostStatus, 'ok' | 'failed' | 'unreachable' | 'skipped'>;
  /** Whether the probes ran as root. */
  readonly root: boolean;
  readonly problem: HostProblem | undefined;
  /** Times a request was sent and its answer awaited: the connection, and the one script. */
  readonly roundTrips: number;
  readonly durationMs: number;
}

/** A finding with the rule that it is of, and how bad it is. */
export interface RuledFinding {
  readonly rule: ChosenRule;
  readonly finding: Finding;
  readonly severity: Severity;
}

/** Everything that is wrong on a host, in the order of the rules. */
export function findingsOf(host: HostAudit): readonly RuledFinding[] {
  return host.verdicts.flatMap(({ rule, judgement }) =>
    judgement.outcome === 'fail'
      ? judgement.findings.map((finding) => ({ rule, finding, severity: severityOf(rule, finding) }))
      : [],
  );
}

const codeOf: Readonly<Record<HostAudit['status'], ExitCode>> = { ok: 0, skipped: 0, failed: 2, unreachable: 4 };

/** From which severity on findings make the audit end badly; `never` is for pipelines that only collect. */
export type FailOn = Severity | 'never';

/** The exit code of an audit: the worst of its hosts, 3 for findings that are bad enough, 130 after an interrupt. */
export function auditExitCode({ hosts, interrupted }: AuditReport, failOn: FailOn): ExitCode {
  const codes = hosts.map(({ status }) => codeOf[status]);
  const bad =
    failOn !== 'never' && hosts.some((host) => findingsOf(host).some(({ severity }) => isAtLeast(severity, failOn)));
  return worstExitCode([...codes, ...(bad ? [3 as const] : []), ...(interrupted ? [130 as const] : [])]);
}
