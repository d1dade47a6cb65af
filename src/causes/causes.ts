// Every cause there is, by its name and by its id.
import type { Cause, CauseKind, Causes } from './cause.ts';
import { lockOutsOfAccounts } from './lock-outs-of-accounts.ts';
import { lockOutsOfCodes } from './lock-outs-of-codes.ts';
import { lockOutsOfSshd } from './lock-outs-of-sshd.ts';
import { notEnforced } from './not-enforced.ts';
import { unfitHosts } from './unfit-hosts.ts';
import { unfitPlays } from './unfit-plays.ts';

const named = {
  ...lockOutsOfSshd,
  ...lockOutsOfAccounts,
  ...lockOutsOfCodes,
  ...notEnforced,
  ...unfitHosts,
  ...unfitPlays,
} as const satisfies Causes;

type Named = typeof named;
type RaisedName = { [Name in keyof Named]: Named[Name] extends { raised: false } ? never : Name }[keyof Named];

/** The id of a cause that a refusal or a warning may name. */
export type CauseId = Named[RaisedName]['id'];

/** The id of a cause by which an account may lose its way in, which `--allow-lockout` accepts. */
export type LockOutId = {
  [Name in RaisedName]: Named[Name] extends { excuse: { flag: '--allow-lockout ACCOUNT' } } ? Named[Name]['id'] : never;
}[RaisedName];

/** The ids by the names that the code calls them, of all causes that are ever raised: `causes.notEnrolled` is `L6`. */
export const causes = Object.fromEntries(
  Object.entries<Cause>(named).flatMap(([name, { id, raised }]) => (raised === false ? [] : [[name, id]])),
) as {
  readonly [Name in RaisedName]: Named[Name]['id'];
};

/** Every cause by kind, by id within it: L2 before L10, letters and a number before words. */
export const causesByKind: Readonly<Record<CauseKind, readonly Cause[]>> = {
  'lock-out': sorted(lockOutsOfSshd, lockOutsOfAccounts, lockOutsOfCodes),
  'not enforced': sorted(notEnforced),
  host: sorted(unfitHosts),
  play: sorted(unfitPlays),
};

const byId: ReadonlyMap<string, Cause> = new Map(
  Object.values(causesByKind).flatMap((list) => list.map((cause) => [cause.id, cause])),
);

/** What there is to know about a cause; undefined for an id that no cause has, such as that of an audit rule. */
export function causeOf(id: string): Cause | undefined {
  return byId.get(id);
}

function sorted(...lists: readonly Causes[]): readonly Cause[] {
  const number = ({ id }: Cause): number => (/^[LN]\d+$/.test(id) ? Number(id.slice(1)) : Infinity);
  return lists
    .flatMap((list) => Object.values(list))
    .toSorted((one, other) => number(one) - number(other) || one.id.localeCompare(other.id));
}
