// Which logins our client can try by itself: with a key, and with a code where there is one.
import type { Expectation } from '../../plan/expectation.ts';
import type { Factor } from '../../policies/factor.ts';

const ours: readonly Factor[] = ['key', 'code'];

/** Whether a login of ours can show it. What it cannot stays a prediction. */
export function isTriable({ logins }: Expectation): boolean {
  return logins.some(({ factors }) => factors.includes('key') && factors.every((factor) => ours.includes(factor)));
}
