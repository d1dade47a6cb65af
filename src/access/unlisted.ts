// Accounts that a host may have and does not list: the verdicts are about those that were found, and say so.
import { causes } from '../causes/causes.ts';
import { accounts } from '../facts/accounts.ts';
import type { Facts } from '../facts/fact.ts';
import type { Warning } from '../plan/warning.ts';

/** A warning where the list of accounts may be incomplete. Such an account, if it is not enrolled, cannot log in after the plan. */
export function unlistedWarnings(facts: Facts): readonly Warning[] {
  const { unlisted } = facts.get(accounts);
  if (unlisted.length === 0) return [];
  return [
    {
      cause: causes.notEnrolled,
      message: `there may be accounts that the host does not list: its passwd comes from ${unlisted.join(', ')} too, which did not name everybody`,
      help: 'those with a home or sudo rights, or who logged in lately were looked at; enrol or exempt the others by name',
    },
  ];
}
