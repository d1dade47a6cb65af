// What one task wants of one host.
import type { Policy } from '../policies/policy.ts';
import type { Change, SshdAssertion } from './change.ts';
import type { Expectation } from './expectation.ts';
import type { Refusal } from './refusal.ts';

/** A login that must work, or must not, once the play is applied. The key file is on the controller, as the user wrote it. */
export interface LoginExpectation {
  readonly account: string;
  readonly expected: Expectation;
  readonly privateKeyFile?: string;
}

/** What one task wants of one host. No changes means that the host is already so. */
export interface TaskPlan {
  readonly changes: readonly Change[];
  readonly assertions?: readonly SshdAssertion[];
  readonly logins?: readonly LoginExpectation[];
  readonly refusals?: readonly Refusal[];
  /**
   * What speaks against the plan unless the play has a demand and the host lists all accounts: then each of those is judged by itself.
   */
  readonly doubts?: readonly Refusal[];
  /** Accounts that need all that a policy demands from everywhere once the play is applied. What a later task says counts. */
  readonly demand?: { readonly policy: Policy; readonly accounts: readonly string[] };
}
