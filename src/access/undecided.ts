// Accounts of which the model cannot say how they get in, neither today nor after a plan: a rehearsal has to show it, or the plan is refused.
import { causes } from '../causes/causes.ts';
import type { Facts } from '../facts/fact.ts';
import { stateFiles } from '../facts/state-files.ts';
import type { Change } from '../plan/change.ts';
import type { Refusal } from '../plan/refusal.ts';
import { asksForCode } from '../policies/policy.ts';
import { enrolledState } from './enrolled.ts';
import type { Prediction } from './predict.ts';
import type { Demand } from './unenforced.ts';

/** What a plan says, and whose lock-out the user accepts. */
export interface UndecidedQuestion {
  readonly facts: Facts;
  readonly changes: readonly Change[];
  readonly access: readonly Prediction[];
  readonly demand: Demand | undefined;
  readonly allowLockout: readonly string[];
}

/**
 * A refusal for each account that is unknown before and after the plan and that no rehearsal can decide: where its login comes from
 * matters, which a tunnel cannot show, or it needs a code and has no state file that the module takes.
 */
export function undecidedRefusals({
  facts,
  changes,
  access,
  demand,
  allowLockout,
}: UndecidedQuestion): readonly Refusal[] {
  const undecided = access.filter(
    ({ account, before, after }) => before === 'unknown' && after === 'unknown' && !allowLockout.includes(account),
  );
  return undecided.flatMap(({ account, reason, tunnelled }): Refusal[] => {
    const message = `whether "${account}" can log in cannot be told: ${reason}`;
    const accept = `accept it with \`--allow-lockout ${account}\``;
    if (tunnelled !== 'unknown') {
      const help = `make the configuration plainer, or ${accept}`;
      return [{ cause: causes.cannotTell, account, message: `${message}; a rehearsal cannot show it`, help }];
    }
    const needsCode = demand !== undefined && asksForCode(demand.policy) && demand.accounts.includes(account);
    if (!needsCode || isEnrolled(facts, changes, account)) return [];
    const help = `enrol it (\`enrol: {users: [${account}]}\`), exempt it (\`exempt: {users: [${account}]}\`), or ${accept}`;
    return [{ cause: causes.notEnrolled, account, message: `${message}; it would need a code, and has none`, help }];
  });
}

function isEnrolled(facts: Facts, changes: readonly Change[], account: string): boolean {
  const isPlanned = changes.some(
    (change) =>
      change.kind === 'write-file' && change.content.kind === 'state-file' && change.content.account === account,
  );
  return isPlanned || enrolledState(facts.get(stateFiles), account, undefined).state === 'valid';
}
