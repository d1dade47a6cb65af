// What got better and worse since an earlier report.
import { perAccount, type EarlierFinding, type EarlierReport } from './earlier.ts';
import { findingsOf, type AuditReport, type Comparison, type Difference, type HostAudit } from './report.ts';

/** Compares before anything is accepted: what is accepted now or was then is still there. */
export function compareReports({ hosts }: AuditReport, earlier: EarlierReport): Comparison {
  const worse: (readonly [string, EarlierFinding])[] = [];
  const better: (readonly [string, EarlierFinding])[] = [];
  let notCompared = 0;
  for (const host of hosts) {
    const before = earlier.findings.get(host.host);
    if (host.status !== 'ok' || before === undefined) {
      notCompared += 1;
      continue;
    }
    const now = findingsOf(host).flatMap(({ rule, finding: { message, evidence }, severity }) => {
      const accounts = evidence.flatMap((seen) => seen.accounts ?? []);
      return perAccount({ rule: rule.rule.id, severity, message }, accounts);
    });
    for (const finding of without(now, before)) worse.push([host.host, finding]);
    for (const finding of without(before, now)) if (isJudged(host, finding.rule)) better.push([host.host, finding]);
  }
  return { since: earlier.startedAt, worse: folded(worse), better: folded(better), notCompared };
}

/** Whether a rule was judged whole, so that what it does not say is not there. */
function isJudged({ verdicts }: HostAudit, id: string): boolean {
  const judgement = verdicts.find(({ rule }) => rule.rule.id === id)?.judgement;
  if (judgement === undefined || judgement.outcome === 'unknown') return false;
  return judgement.outcome !== 'fail' || judgement.unjudged === undefined;
}

function without(all: readonly EarlierFinding[], others: readonly EarlierFinding[]): readonly EarlierFinding[] {
  const keys = new Set(others.map(keyOf));
  return [...new Map(all.map((finding) => [keyOf(finding), finding])).values()].filter(
    (finding) => !keys.has(keyOf(finding)),
  );
}

function keyOf({ rule, message, account }: EarlierFinding): string {
  return JSON.stringify([rule, message, account]);
}

/** Accounts to which the same happened on the same hosts share an entry, and so do hosts. */
function folded(found: readonly (readonly [string, EarlierFinding])[]): readonly Difference[] {
  const byFinding = new Map<string, { readonly finding: EarlierFinding; readonly hosts: string[] }>();
  for (const [host, finding] of found) {
    const known = byFinding.get(keyOf(finding)) ?? { finding, hosts: [] };
    known.hosts.push(host);
    byFinding.set(keyOf(finding), known);
  }
  const alike = new Map<string, { readonly difference: Difference; readonly accounts: string[] }>();
  for (const { finding, hosts } of byFinding.values()) {
    const { account, ...rest } = finding;
    const key = JSON.stringify([rest.rule, rest.message, hosts]);
    const known = alike.get(key) ?? { difference: { ...rest, hosts }, accounts: [] };
    if (account !== undefined) known.accounts.push(account);
    alike.set(key, known);
  }
  return [...alike.values()].map(({ difference, accounts }) =>
    accounts.length === 0 ? difference : { ...difference, message: `${difference.message} (${accounts.join(', ')})` },
  );
}
