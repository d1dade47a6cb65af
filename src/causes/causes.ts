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
type Name = keyof Named;
type How<N extends Name> = Named[N] extends { readonly raised: infer R } ? R : 'refusal';
type NameOf<R> = { [N in Name]: How<N> extends R ? N : never }[Name];
type RaisedName = NameOf<'refusal' | 'warning' | 'both'>;

/** The id of a cause that a refusal may name. */
export type RefusalId = Named[NameOf<'refusal' | 'both'>]['id'];

/** The id of a cause that a warning may name. */
export type WarningId = Named[NameOf<'warning' | 'both'>]['id'];

/** The id of a cause by which an account may lose its way in, which `--allow-lockout` accepts. */
export type LockOutId = {
  [N in RaisedName]: Named[N] extends { excuse: { flag: '--allow-lockout ACCOUNT' } } ? Named[N]['id'] : never;
}[RaisedName];

/** The ids by the names that the code calls them, of all causes that are ever raised: `causes.notEnrolled` is `L6`. */
export const causes = Object.fromEntries(
  Object.entries<Cause>(named).flatMap(([name, { id, raised }]) => (raised === 'never' ? [] : [[name, id]])),
) as {
  readonly [N in RaisedName]: Named[N]['id'];
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
