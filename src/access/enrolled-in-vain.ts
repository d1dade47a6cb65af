// Accounts that are enrolled for codes and have no key: nobody is locked out by that, and nobody gets in.
import { causes } from '../causes/causes.ts';
import type { Warning } from '../plan/warning.ts';
import type { Prediction } from './predict.ts';

/** A warning for each account that has, or gets, a state file and no way in for want of a key, neither before the plan nor after it. */
export function enrolledInVainWarnings(predictions: readonly Prediction[]): readonly Warning[] {
  return predictions.filter(isInVain).map(({ account, reason }) => ({
    cause: causes.noKey,
    message: `"${account}" is enrolled for codes and cannot log in: ${reason}`,
    help: `give "${account}" a key that sshd takes, or do not enrol it on this host`,
  }));
}

function isInVain({ enrolled, origins, cause }: Prediction): boolean {
  const isShutOut = origins.every(({ before, after }) => before === 'refused' && after === 'refused');
  return enrolled && isShutOut && cause === causes.noKey;
}
