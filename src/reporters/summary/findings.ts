// What an audit adds up to: counts, and the same finding of many hosts as one.
import { outcomes, type Outcome } from '../../audit/judgement.ts';
import { severities, worstSeverity, type Severity } from '../../audit/severity.ts';
import { findingsOf, type AuditReport, type HostAudit, type RuledFinding } from '../../run/audit/report.ts';
import { findingKey } from './words.ts';

export type SeverityCounts = Readonly<Record<Severity, number>>;
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** How many findings of each severity these hosts have. */
export function severityCounts(hosts: readonly HostAudit[]): SeverityCounts {
  const found = hosts.flatMap((host) => findingsOf(host).map(({ severity }) => severity));
  return countsOf(severities, found);
}

/** How many verdicts of each outcome these hosts have. */
export function outcomeCounts(hosts: readonly HostAudit[]): OutcomeCounts {
  const found = hosts.flatMap((host) => host.verdicts.map(({ judgement }) => judgement.outcome));
  return countsOf(outcomes, found);
}

/** The worst finding of a host; undefined where it has none. */
export function worstOf(host: HostAudit): Severity | undefined {
  return worstSeverity(findingsOf(host).map(({ severity }) => severity));
}

/** One finding and all hosts that have it. */
export interface FoldedFinding extends RuledFinding {
  readonly hosts: readonly string[];
}

/** All findings, the worst first, then by rule; hosts that have the very same one stand together. */
export function foldedFindings(report: AuditReport): readonly FoldedFinding[] {
  const folded = new Map<string, RuledFinding & { readonly hosts: string[] }>();
  for (const host of report.hosts) {
    for (const found of findingsOf(host)) {
      const key = `${found.rule.rule.id} ${findingKey(found.finding, found.severity)}`;
      const known = folded.get(key) ?? { ...found, hosts: [] };
      known.hosts.push(host.host);
      folded.set(key, known);
    }
  }
  const order = (one: RuledFinding): number => severities.indexOf(one.severity);
  return [...folded.values()].sort((a, b) => order(a) - order(b) || (a.rule.rule.id < b.rule.rule.id ? -1 : 1));
}

/** Rules that could not be judged for one reason, on the hosts where that was so. */
export interface Unjudged {
  readonly reason: string;
  readonly rules: readonly string[];
  readonly hosts: readonly string[];
}

/** What no verdict, or only half of one, could be given on. */
export function unjudgedOn(hosts: readonly HostAudit[]): readonly Unjudged[] {
  const byReason = new Map<string, { readonly rules: Set<string>; readonly hosts: Set<string> }>();
  for (const { host, verdicts } of hosts) {
    for (const { rule, judgement } of verdicts) {
      const reason =
        judgement.outcome === 'unknown'
          ? judgement.reason
          : judgement.outcome === 'fail'
            ? judgement.unjudged
            : undefined;
      if (reason === undefined) continue;
      const known = byReason.get(reason) ?? { rules: new Set<string>(), hosts: new Set<string>() };
      known.rules.add(rule.rule.id);
      known.hosts.add(host);
      byReason.set(reason, known);
    }
  }
  return [...byReason].map(([reason, found]) => ({ reason, rules: [...found.rules], hosts: [...found.hosts] }));
}

function countsOf<T extends string>(words: readonly T[], found: readonly T[]): Readonly<Record<T, number>> {
  const counts = new Map<T, number>(words.map((word) => [word, 0]));
  for (const word of found) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts) as Readonly<Record<T, number>>;
}
