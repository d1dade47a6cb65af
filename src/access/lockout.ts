// Nobody is locked out by accident: what a prediction forbids.
import type { Prediction } from './predict.ts';
import type { Refusal } from './refusal.ts';

/**
 * A refusal for the managing account where it could not get in any more, whatever is allowed, and for every other account that can log
 * in now and could not afterwards, unless it is in `allowLockout`. What cannot be told counts as a lock-out where it can be told now.
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
    if (prediction.cause === 'differs') return [unclear(prediction)];
    const lost = prediction.after === 'unknown' && prediction.before !== 'unknown' && prediction.before !== 'refused';
    return lost ? [unclear(prediction)] : [];
  });
}

function refusal({ account, reason, cause, before }: Prediction, managing: boolean): Refusal {
  if (managing) {
    return {
      cause: cause === '' ? 'L6' : cause,
      account,
      message: `"${account}" is the account that Keyturn logs in as, and could not log in any more: ${reason}`,
      help: help(account, cause, false),
    };
  }
  return {
    cause: cause === '' ? 'L6' : cause,
    account,
    message: `"${account}" can log in now (${before}) and could not afterwards: ${reason}`,
    help: help(account, cause, true),
  };
}

function help(account: string, cause: string, mayLockOut: boolean): string {
  const last = mayLockOut ? `, or accept it with \`--allow-lockout ${account}\`` : '';
  if (cause === 'L5') {
    return `exempt it (\`exempt: {users: [${account}]}\`), or log in as another account and use sudo${last}`;
  }
  if (cause === 'L9') return `give it a key in ~/.ssh/authorized_keys first${last}`;
  return `enrol it (\`enrol: {users: [${account}]}\`) or exempt it (\`exempt: {users: [${account}]}\`)${last}`;
}

function unclear({ account, before, reason }: Prediction): Refusal {
  return {
    cause: 'unknown',
    account,
    message:
      before === 'unknown'
        ? `whether "${account}" can log in cannot be told: ${reason}`
        : `"${account}" can log in now (${before}), and whether it still could cannot be told: ${reason}`,
    help: `make the configuration plainer, or accept it with \`--allow-lockout ${account}\``,
  };
}
