// What a login is expected to show: that a policy holds, or that nothing helps.
import { policies } from '../policies/index.ts';
import type { Policy, ProvingLogin, Shown } from '../policies/policy.ts';
import { wayName, type WayIn } from './access-verdict.ts';

/** What may be expected of a login, with how the model says it and how a login shows it. */
export interface Expectation {
  /** As `login` tasks and reports write it: a policy's name, or `refused`. */
  readonly name: string;
  readonly outcome: Shown['outcome'];
  /** What the model says of an account for which it holds. */
  readonly ways: readonly WayIn[];
  /** Logins any one of which shows it. */
  readonly logins: readonly ProvingLogin[];
  /** What a login with a wrong code must show; absent where no code is asked for. */
  readonly wrongCode?: Shown;
  readonly words: Policy['words'];
}

/** No way in may exist: a login is refused with everything that we have. */
export const refusedLogin: Expectation = {
  name: 'refused',
  outcome: 'refused',
  ways: ['refused'],
  logins: [{ factors: ['key', 'code'], shows: { outcome: 'refused' } }],
  words: { takes: 'nothing that helps', seen: 'a refusal' },
};

/** Everything that may be expected where these policies are known, in their order. */
export function expectationsOf(known: readonly Policy[]): readonly Expectation[] {
  const held = known.map(({ name, lists, wrongCode, words }): Expectation => ({
    ...{ name, outcome: 'accepted', ways: lists.map(({ factors }) => wayName(factors)), logins: lists, words },
    ...(wrongCode && { wrongCode }),
  }));
  return [...held, refusedLogin];
}

/** Everything that may be expected. */
export const expectations: readonly Expectation[] = expectationsOf(policies);

/** The expectation of a name that a schema has accepted. */
export function expectationNamed(name: string, known: readonly Expectation[]): Expectation {
  const found = known.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`there is no login to expect that is called "${name}"`);
  return found;
}
