// What a baseline makes of a report: accepted findings count no more, and those whose time is over say so.
import { covers, isOver, type Acceptance } from '../../audit/baseline/baseline.ts';
import type { AccountMatrix } from '../../audit/account-matrix.ts';
import type { RuleVerdict } from '../../audit/judge-host.ts';
import type { Finding, Judgement } from '../../audit/judgement.ts';
import { severityOf } from '../../audit/profile/profile.ts';
import type { AcceptedFinding, AuditReport, HostAudit } from './report.ts';

/** The report with what is accepted on a day, given as `2026-11-22`, taken out of its findings. */
export function acceptFindings(report: AuditReport, acceptances: readonly Acceptance[], today: string): AuditReport {
  const judged = report.hosts.map((host) => acceptOn(host, acceptances, today));
  return { ...report, hosts: judged.map(({ host }) => host), accepted: judged.flatMap(({ accepted }) => accepted) };
}

interface Judged {
  readonly host: HostAudit;
  readonly accepted: readonly AcceptedFinding[];
}

function acceptOn(host: HostAudit, acceptances: readonly Acceptance[], today: string): Judged {
  const accepted: AcceptedFinding[] = [];
  const verdicts = host.verdicts.map((verdict): RuleVerdict => {
    const { rule, judgement } = verdict;
    if (judgement.outcome !== 'fail') return verdict;
    const open = judgement.findings.flatMap((finding): Finding[] => {
      const about = acceptances.filter((acceptance) => covers(acceptance, rule.rule.id, host.host, finding));
      const acceptance = about.find((one) => !isOver(one, today));
      if (acceptance === undefined) return [about[0] === undefined ? finding : withOverdue(finding, about[0])];
      accepted.push({ host: host.host, rule, finding, severity: severityOf(rule, finding), acceptance });
      return [];
    });
    return { rule, judgement: judgementOf(open, judgement) };
  });
  return { host: { ...host, verdicts, matrix: withEnds(host.matrix, accepted) }, accepted };
}

function withOverdue(finding: Finding, { owner, expires }: Acceptance): Finding {
  const saw = `accepted by ${owner} until ${expires}, which is over`;
  return { ...finding, evidence: [...finding.evidence, { saw }] };
}

function judgementOf(open: readonly Finding[], { unjudged }: Extract<Judgement, { outcome: 'fail' }>): Judgement {
  if (open.length > 0) return { outcome: 'fail', findings: open, unjudged };
  if (unjudged !== undefined) return { outcome: 'unknown', reason: unjudged };
  return { outcome: 'accepted', reason: 'every finding is accepted' };
}

/** An accepted exemption ends when its acceptance does. */
function withEnds(matrix: AccountMatrix, accepted: readonly AcceptedFinding[]): AccountMatrix {
  if (!matrix.known) return matrix;
  const ends = new Map(
    accepted
      .filter(({ rule }) => rule.rule.id === 'TFA-027')
      .flatMap(({ finding, acceptance }) =>
        finding.evidence.flatMap((seen) =>
          (seen.accounts ?? []).map((account) => [account, acceptance.expires] as const),
        ),
      ),
  );
  return { ...matrix, rows: matrix.rows.map((row) => ({ ...row, exemptUntil: ends.get(row.account) })) };
}
