// The account matrix and what came of a baseline and of an earlier report, in the JSON document.
import type { AccountRow, OriginWay } from '../../audit/account-matrix.ts';
import type { AcceptedFinding, Comparison, HostAudit } from '../../run/audit/report.ts';
import { accountCounts, accountsLine } from '../summary/accounts.ts';

type Json = Readonly<Record<string, unknown>>;

/** The counts of all hosts, and the line that says them. */
export function accountTotals(hosts: readonly HostAudit[]): Json {
  const { unseenHosts, ...counts } = accountCounts(hosts);
  return { ...counts, unseen_hosts: unseenHosts, text: accountsLine(hosts) };
}

/** The accounts of one host; empty where they are not known, and then why. */
export function accountDocuments({ matrix, counters }: HostAudit): Json {
  if (!matrix.known) return { accounts: [], accounts_unknown: matrix.reason, accounts_unlisted: [] };
  const accounts = matrix.rows.map((row) => rowDocument(row, counters.get(row.account)));
  return { accounts, accounts_unknown: null, accounts_unlisted: matrix.unlisted };
}

function rowDocument(
  { account, protection, weakest, ways, exemptUntil }: AccountRow,
  counter: number | undefined,
): Json {
  return {
    ...{ account, protection, way: weakest.way, exempt_until: exemptUntil ?? null, hotp_counter: counter ?? null },
    origins: ways.map(originDocument),
  };
}

function originDocument({ origin, way, protection, reason, place, door }: OriginWay): Json {
  const { kind, address, standsFor } = origin;
  return { kind, address: address ?? null, stands_for: standsFor, way, protection, reason, place, door: door ?? null };
}

export function acceptedDocument({ host, rule, finding, severity, acceptance }: AcceptedFinding): Json {
  const { owner, reason, expires } = acceptance;
  const accounts = [...new Set(finding.evidence.flatMap((seen) => seen.accounts ?? []))];
  return { host, rule: rule.rule.id, severity, message: finding.message, accounts, owner, reason, expires };
}

export function comparedDocument(compared: Comparison | undefined): Json | null {
  if (compared === undefined) return null;
  const { since, worse, better, notCompared } = compared;
  return { since, worse, better, not_compared: notCompared };
}
