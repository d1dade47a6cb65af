// Who can log in how, before and after a plan: a prediction, to be rehearsed and proven later.
import type { Account } from '../facts/accounts.ts';
import type { Facts } from '../facts/fact.ts';
import type { Change } from '../transaction/change.ts';
import { hostView, planned, type HostView } from './host-view.ts';
import type { AccessVerdict } from './verdict.ts';
import { wayIn } from './way-in.ts';

/** Everything that the prediction is made from. The facts are those of `accessRequests`. */
export interface AccessQuestion {
  readonly facts: Facts;
  /** The changes of all tasks, in order. */
  readonly changes: readonly Change[];
  readonly managingAccount: string;
}

/** A verdict with what decides it, for refusals. `cause` is a catalogue id, empty for an account that gets in. */
export interface Prediction extends AccessVerdict {
  readonly cause: string;
}

/**
 * One verdict for every account that can log in now, or could after the plan, or that nobody knows about; the managing account
 * first, then in the order of the host's name service.
 */
export function predictAccess({ facts, changes, managingAccount }: AccessQuestion): readonly Prediction[] {
  const before = hostView(facts);
  const after = changes.length === 0 ? before : planned(before, facts, changes);
  const isManaging = (account: Account): boolean => account.name === managingAccount;
  const ordered = [...before.accounts.filter(isManaging), ...before.accounts.filter((account) => !isManaging(account))];
  return ordered
    .filter((account) => account.loginCapable || isManaging(account))
    .map((account) => predict(before, after, account))
    .filter(
      (verdict) => verdict.before !== 'refused' || verdict.after !== 'refused' || verdict.account === managingAccount,
    );
}

function predict(before: HostView, after: HostView, account: Account): Prediction {
  const now = wayIn(before, account);
  // Where our reading of the host is wrong today, it is no better for tomorrow.
  const then = now.cause === 'differs' ? now : wayIn(after, account);
  return {
    account: account.name,
    before: now.way,
    after: then.way,
    certainty: then.way === 'unknown' ? 'unknown' : 'predicted',
    reason: then.reason,
    cause: then.cause,
  };
}
