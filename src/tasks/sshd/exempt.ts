// Exemptions must name somebody, and nobody who is to have a second factor.
import { causes } from '../../causes/causes.ts';
import { lacksPassword, mayHaveKeys, type Account, type Accounts } from '../../facts/accounts.ts';
import type { Change } from '../../plan/change.ts';
import type { Refusal } from '../../plan/refusal.ts';
import type { Exempt } from './drop-in.ts';

/** Whether an account is exempt, by name or by a group. */
export function isExempt({ users, groups }: Exempt, account: Account): boolean {
  return users.includes(account.name) || account.groups.some((group) => groups.includes(group));
}

/** Names that the host does not know, accounts that this play enrols and exempts at once, and groups that hold everybody. */
export function exemptRefusals(exempt: Exempt, known: Accounts, pending: readonly Change[]): readonly Refusal[] {
  return [...unknownNames(exempt, known), ...contradictions(exempt, known, pending), ...everybody(exempt, known)];
}

function unknownNames({ users, groups }: Exempt, known: Accounts): readonly Refusal[] {
  const accounts = known.accounts.map((account) => account.name);
  const help = 'correct the name, or take it off the list for this host';
  return [
    ...users
      .filter((name) => !accounts.includes(name))
      .map((name) => ({
        cause: causes.wrongExemption,
        account: name,
        message: `"${name}" is exempt, but this host has no such account`,
        help,
      })),
    ...groups
      .filter(
        (name) => !known.groups.includes(name) && !known.accounts.some((account) => account.groups.includes(name)),
      )
      .map((name) => ({
        cause: causes.wrongExemption,
        message: `group "${name}" is exempt, but this host has no such group`,
        help,
      })),
  ];
}

function contradictions(exempt: Exempt, known: Accounts, pending: readonly Change[]): readonly Refusal[] {
  const enrolled = pending.flatMap((change) =>
    change.kind === 'write-file' && change.content.kind === 'state-file' ? [change.content.account] : [],
  );
  return known.accounts
    .filter((account) => enrolled.includes(account.name) && isExempt(exempt, account))
    .map(({ name }) => ({
      cause: causes.wrongExemption,
      account: name,
      message: `"${name}" is enrolled for one-time codes and exempt from them`,
      help: 'take it off one of the two lists; it may be exempt through a group',
    }));
}

/** A group that everybody is in exempts everybody. Accounts that were named one by one were meant. */
function everybody(exempt: Exempt, known: Accounts): readonly Refusal[] {
  const people = known.accounts.filter(
    (account) => account.loginCapable && (mayHaveKeys(account) || !lacksPassword(account)),
  );
  const unnamed = people.filter(({ name }) => !exempt.users.includes(name));
  if (unnamed.length < 2 || !people.every((account) => isExempt(exempt, account))) return [];
  const groups = exempt.groups.filter((group) => unnamed.some((account) => account.groups.includes(group)));
  const which = groups.map((group) => `"${group}"`).join(', ');
  return [
    {
      cause: causes.wrongExemption,
      message: `everybody who can log in here is exempt, most through group ${which}: nobody would be asked for a code`,
      help: 'exempt robots only, by name or through a group of their own',
    },
  ];
}
