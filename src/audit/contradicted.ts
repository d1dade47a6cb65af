// What contradicts the account matrix: logins that it denies. What it says of those accounts is not known then.
import { contradictions, wayFromHere } from '../access/contradicted.ts';
import type { Contradiction, Contradictions } from '../access/contradicted.ts';
import type { Facts } from '../facts/fact.ts';
import type { WayIn } from '../plan/access-verdict.ts';
import { judgedBy, type AccountMatrix, type AccountRow, type OriginWay } from './account-matrix.ts';

/** How the audit itself logged in, in words, where that is another way in than the one given; undefined where it may have been that one. */
export type OwnLogin = (way: WayIn) => string | undefined;

/** What a host answered, and how we came in. */
interface Asked {
  readonly facts: Facts;
  readonly managingAccount: string;
  readonly ownLogin?: OwnLogin | undefined;
}

/** Logins that the model denies; none where it has nothing to say. */
export function contradictedOn(asked: Asked, matrix: AccountMatrix): Contradictions {
  if (!matrix.known) return { found: [], unseen: matrix.reason };
  const log = contradictions(asked.facts);
  const own = ownContradiction(asked);
  const others = log.found.filter(({ account }) => account !== own?.account);
  return own === undefined ? log : { ...log, found: [own, ...others] };
}

function ownContradiction({ facts, managingAccount, ownLogin }: Asked): Contradiction | undefined {
  const way = wayFromHere(facts, managingAccount);
  const seen = way && ownLogin?.(way.way);
  if (way === undefined || seen === undefined) return undefined;
  const said = way.way === 'refused' ? way.reason : `it takes ${way.way} (${way.reason})`;
  return { account: managingAccount, login: `just now, for this audit (${seen})`, reason: said, place: way.place };
}

/** The matrix without what it says of accounts that a login contradicts. What is wrong stays wrong. */
export function withoutContradicted(matrix: AccountMatrix, found: readonly Contradiction[]): AccountMatrix {
  if (!matrix.known || found.length === 0) return matrix;
  const by = new Map(found.map((one) => [one.account, one]));
  return { ...matrix, rows: matrix.rows.map((row) => withoutVerdict(row, by.get(row.account))) };
}

function withoutVerdict(row: AccountRow, contradiction: Contradiction | undefined): AccountRow {
  if (contradiction === undefined) return row;
  const ways = row.ways.map((way): OriginWay => {
    if (way.protection === 'unprotected' || way.protection === 'unknown') return way;
    const reason = `it logged in ${contradiction.login}, which is denied by ${way.way}: ${way.reason}`;
    return { ...way, reason, protection: 'unknown' };
  });
  return judgedBy(row.account, ways) ?? row;
}
