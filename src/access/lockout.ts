// Nobody is locked out by accident: what a prediction forbids.
import { causeOf, causes, type LockOutId } from '../causes/causes.ts';
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
    if (prediction.differs || isUnclear(prediction)) return [unclear(prediction, managing)];
    return fromElsewhere(prediction, managing);
  });
}

type Fate = Pick<OriginVerdict, 'before' | 'after'>;

function isUnclear({ before, after }: Fate): boolean {
  return after === 'unknown' && before !== 'unknown' && before !== 'refused';
}

/** One refusal for an account that loses its way in from other origins than the controller's, or may; it names the first of them. */
function fromElsewhere(prediction: Prediction, managing: boolean): readonly Refusal[] {
  const { account } = prediction;
  const others = differingOrigins(prediction);
  const lost = others.filter(({ before, after }) => after === 'refused' && before !== 'refused');
  const help = orAccept('exempt it, or correct the rule', account, managing);
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

function refusal({ account, reason, cause = causes.notEnrolled, before }: Prediction, managing: boolean): Refusal {
  const message = managing
    ? `"${account}" is the account that Keyturn logs in as, and could not log in any more: ${reason}`
    : `"${account}" can log in now (${before}) and could not afterwards: ${reason}`;
  return { cause, account, message, help: help(account, cause, managing) };
}

function help(account: string, cause: LockOutId, managing: boolean): string {
  switch (cause) {
    case causes.notEnrolled:
      return orAccept(
        `enrol it (\`enrol: {users: [${account}]}\`) or exempt it (\`exempt: {users: [${account}]}\`)`,
        account,
        managing,
      );
    case causes.rootLimited:
      return orAccept(
        `exempt it (\`exempt: {users: [${account}]}\`), or log in as another account and use sudo`,
        account,
        managing,
      );
    case causes.noKey:
      return orAccept('give it a key that sshd takes first', account, managing);
    default: {
      const remedy = causeOf(cause)?.remedy.replaceAll('ACCOUNT', account) ?? '';
      return managing ? remedy : `${remedy} Or accept it with \`--allow-lockout ${account}\`.`;
    }
  }
}

/** No flag gives up the account that Keyturn logs in as. */
function orAccept(help: string, account: string, managing: boolean): string {
  return managing ? help : `${help}, or accept it with \`--allow-lockout ${account}\``;
}

function unclear({ account, before, reason }: Prediction, managing: boolean): Refusal {
  return {
    cause: causes.cannotTell,
    account,
    message:
      before === 'unknown'
        ? `whether "${account}" can log in cannot be told: ${reason}`
        : `"${account}" can log in now (${before}), and whether it still could cannot be told: ${reason}`,
    help: orAccept('make the configuration plainer', account, managing),
  };
}
