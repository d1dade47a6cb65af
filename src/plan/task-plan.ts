// What one task wants of one host.
import type { LoginPolicy } from '../policies/login-policy.ts';
import type { Change, SshdAssertion } from './change.ts';
import type { Refusal } from './refusal.ts';

/** A login that must work, or must not, once the play is applied. The key file is on the controller, as the user wrote it. */
export interface LoginExpectation {
  readonly account: string;
  readonly policy: LoginPolicy;
  readonly privateKeyFile?: string;
}

/** What one task wants of one host. No changes means that the host is already so. */
export interface TaskPlan {
  readonly changes: readonly Change[];
  readonly assertions?: readonly SshdAssertion[];
  readonly logins?: readonly LoginExpectation[];
  readonly refusals?: readonly Refusal[];
  /** Accounts that need a key and a code from everywhere once the play is applied. What a later task says counts. */
  readonly codesFor?: readonly string[];
}
