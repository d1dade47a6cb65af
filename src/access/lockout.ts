// Nobody is locked out by accident: what a prediction forbids.
import { causes, type LockOutId } from '../causes/causes.ts';
import { originText } from './origin.ts';
import type { Prediction } from './predict.ts';
import type { Refusal } from '../plan/refusal.ts';
import { differingOrigins, type OriginVerdict } from '../plan/access-verdict.ts';

/**
 * A refusal for the managing account where it could not get in any more, whatever is allowed, and for every other account that can log
 * in now from somewhere and could not afterwards from there, unless it is in `allowLockout`. What cannot be told counts as a lock-out
 * where it can be told now.
 */
export function lockoutRefusals(
  predictions: readonly Prediction[],
  managingAccount: string,
  allowLockout: readonly string[],
): readonly Refusal[] {
  return predictions.flatMap((prediction) => {
    const managing = prediction.account === managingAccount;
    if (!managing && allowLockout.includes(prediction.account)) return [];
    if (prediction.after === 'refused' && (managing || prediction.before !== 'refused')) {
      return [refusal(prediction, managing)];
    }
    if (prediction.differs) return [unclear(prediction)];
    if (isUnclear(prediction)) return [unclear(prediction)];
    return fromElsewhere(prediction);
  });
}

type Fate = Pick<OriginVerdict, 'before' | 'after'>;

function isUnclear({ before, after }: Fate): boolean {
  return after === 'unknown' && before !== 'unknown' && before !== 'refused';
}

/** One refusal for an account that loses its way in from other origins than the controller's, or may; it names the first of them. */
function fromElsewhere(prediction: Prediction): readonly Refusal[] {
  const { account } = prediction;
  const others = differingOrigins(prediction);
  const lost = others.filter(({ before, after }) => after === 'refused' && before !== 'refused');
  const help = `exempt it, correct the rule, or accept it with \`--allow-lockout ${account}\``;
  if (lost[0] !== undefined) {
    const { origin, before, reason } = lost[0];
    const where = `from ${originText(origin)}${andMore(lost.length)}`;
    return [
      {
        cause: causes.lostFromElsewhere,
        account,
        message: `"${account}" can log in now ${where} (${before}) and could not afterwards: ${reason}`,
        help,
      },
    ];
  }
  const open = others.filter(isUnclear);
  if (open[0] === undefined) return [];
  const { origin, before, reason } = open[0];
  const where = `from ${originText(origin)}${andMore(open.length)}`;
  const message = `"${account}" can log in now ${where} (${before}), and whether it still could cannot be told: ${reason}`;
  return [{ cause: causes.cannotTell, account, message, help }];
}

function andMore(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : '';
}

function refusal({ account, reason, cause, before }: Prediction, managing: boolean): Refusal {
  if (managing) {
    return {
      cause: cause ?? causes.notEnrolled,
      account,
      message: `"${account}" is the account that Keyturn logs in as, and could not log in any more: ${reason}`,
      help: help(account, cause, false),
    };
  }
  return {
    cause: cause ?? causes.notEnrolled,
    account,
    message: `"${account}" can log in now (${before}) and could not afterwards: ${reason}`,
    help: help(account, cause, true),
  };
}

function help(account: string, cause: LockOutId | undefined, mayLockOut: boolean): string {
  const last = mayLockOut ? `, or accept it with \`--allow-lockout ${account}\`` : '';
  if (cause === causes.rootLimited) {
    return `exempt it (\`exempt: {users: [${account}]}\`), or log in as another account and use sudo${last}`;
  }
  if (cause === causes.noKey) return `give it a key in ~/.ssh/authorized_keys first${last}`;
  return `enrol it (\`enrol: {users: [${account}]}\`) or exempt it (\`exempt: {users: [${account}]}\`)${last}`;
}

function unclear({ account, before, reason }: Prediction): Refusal {
  return {
    cause: causes.cannotTell,
    account,
    message:
      before === 'unknown'
        ? `whether "${account}" can log in cannot be told: ${reason}`
        : `"${account}" can log in now (${before}), and whether it still could cannot be told: ${reason}`,
    help: `make the configuration plainer, or accept it with \`--allow-lockout ${account}\``,
  };
}
