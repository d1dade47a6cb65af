// How accounts can log in, counted: the one line that says whether every account needs a second factor.
import type { AccountRow } from '../../audit/account-matrix.ts';
import type { HostAudit } from '../../run/audit/report.ts';
import { counted } from './words.ts';

/** What the account matrices of some hosts add up to. */
export interface AccountCounts {
  /** Accounts that can log in, or may be able to; those refused from everywhere are counted apart. */
  readonly accounts: number;
  /** Hosts whose accounts are known. */
  readonly hosts: number;
  readonly unseenHosts: number;
  /** Accounts with a code and another factor, by how they log in: `key+code`. */
  readonly protected: Readonly<Record<string, number>>;
  readonly exempt: number;
  readonly unprotected: number;
  /** Distinct reasons why accounts are not protected. */
  readonly causes: number;
  readonly unknown: number;
  readonly refused: number;
}

export function accountCounts(hosts: readonly HostAudit[]): AccountCounts {
  const seen = hosts.flatMap(({ matrix }) => (matrix.known ? [matrix.rows] : []));
  const rows = seen.flat();
  const of = (protection: AccountRow['protection']): readonly AccountRow[] =>
    rows.filter((row) => row.protection === protection);
  const ways = new Map<string, number>();
  for (const { weakest } of of('protected')) ways.set(weakest.way, (ways.get(weakest.way) ?? 0) + 1);
  const open = of('unprotected');
  const refused = of('refused').length;
  return {
    accounts: rows.length - refused,
    hosts: seen.length,
    unseenHosts: hosts.filter(({ status, matrix }) => status === 'ok' && !matrix.known).length,
    protected: Object.fromEntries(ways),
    exempt: of('exempt').length,
    unprotected: open.length,
    causes: new Set(open.map(causeOf)).size,
    unknown: of('unknown').length,
    refused,
  };
}

/** `412 accounts on 87 hosts: 398 key+code, 9 exempt, 5 not protected (3 causes)`. */
export function accountsLine(hosts: readonly HostAudit[]): string {
  const counts = accountCounts(hosts);
  // That nobody can log in is only said of hosts that have answered.
  if (counts.hosts === 0)
    return `no account is known: ${counts.unseenHosts === 0 ? 'no host was audited' : `${counted(counts.unseenHosts, 'host')} did not tell`}`;
  const where = `${counted(counts.accounts, 'account')} on ${counted(counts.hosts, 'host')}`;
  const unseen = counts.unseenHosts === 0 ? '' : `; those of ${counted(counts.unseenHosts, 'host')} are not known`;
  return `${where}: ${accountsShort(counts)}${unseen}`;
}

/** The part behind the colon. */
export function accountsShort(counts: AccountCounts): string {
  const parts = [
    ...Object.entries(counts.protected).map(([way, number]) => `${number} ${way}`),
    ...(counts.exempt > 0 ? [`${counts.exempt} exempt`] : []),
    ...(counts.unprotected > 0 ? [`${counts.unprotected} not protected (${counted(counts.causes, 'cause')})`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} not known`] : []),
  ];
  return parts.length === 0 ? 'no account can log in' : parts.join(', ');
}

/** The standing of an account: `key+code`, `exempt until 2027-01-31 (key)`, `not protected (key)`. */
export function standing({ protection, weakest, exemptUntil }: AccountRow): string {
  switch (protection) {
    case 'protected':
      return weakest.way;
    case 'exempt':
      return `exempt${exemptUntil === undefined ? '' : ` until ${exemptUntil}`} (${weakest.way})`;
    case 'unprotected':
      return `not protected (${weakest.way})`;
    case 'refused':
    case 'unknown':
      return protection;
  }
}

/** The same cause on two hosts is one: where a line stands does not matter, what it does is. */
function causeOf({ weakest }: AccountRow): string {
  return weakest.reason.replace(/ at \/\S+/g, '');
}

/** One account on the hosts where it can log in the same way from the same places. */
export interface FoldedRow {
  readonly row: AccountRow;
  readonly hosts: readonly string[];
}

/** All accounts, those that are not protected first; hosts on which one stands the same stand together. */
export function foldedRows(
  hosts: readonly HostAudit[],
  order: readonly AccountRow['protection'][],
): readonly FoldedRow[] {
  const folded = new Map<string, { readonly row: AccountRow; readonly hosts: string[] }>();
  for (const { host, matrix } of hosts) {
    if (!matrix.known) continue;
    for (const row of matrix.rows) {
      const ways = row.ways.map(({ origin, way, protection }) => [origin.kind, origin.standsFor, way, protection]);
      const key = JSON.stringify([row.account, row.exemptUntil, causeOf(row), ways]);
      const known = folded.get(key) ?? { row, hosts: [] };
      known.hosts.push(host);
      folded.set(key, known);
    }
  }
  const rank = ({ row }: FoldedRow): number => order.indexOf(row.protection);
  return [...folded.values()].sort((one, other) => rank(one) - rank(other));
}
