// A baseline: findings that somebody has accepted, until a day, for a reason. After that day they count again.
import type { Finding } from '../judgement.ts';
import { globWildcards, matchWildcards } from '../../formats/wildcard.ts';

/** What one entry of a baseline accepts. Lists that are undefined take everything. */
export interface Acceptance {
  readonly rule: string;
  /** Names of hosts; `*` and `?` stand for whatever is there. */
  readonly hosts: readonly string[] | undefined;
  /** Only findings that are about nobody else. */
  readonly accounts: readonly string[] | undefined;
  readonly owner: string;
  readonly reason: string;
  /** The last day, `2027-01-31`, in UTC. */
  readonly expires: string;
}

/** Whether an entry is about a finding of a rule on a host, whatever its date. */
export function covers(acceptance: Acceptance, rule: string, host: string, finding: Finding): boolean {
  const { hosts, accounts } = acceptance;
  if (acceptance.rule !== rule) return false;
  if (hosts?.some((pattern) => matchWildcards(host, globWildcards(pattern))) === false) return false;
  const about = finding.evidence.flatMap((seen) => seen.accounts ?? []);
  return accounts === undefined || (about.length > 0 && about.every((account) => accounts.includes(account)));
}

/** Whether an entry no longer counts on a day, given as `2027-01-31`. */
export function isOver({ expires }: Acceptance, today: string): boolean {
  return expires < today;
}
