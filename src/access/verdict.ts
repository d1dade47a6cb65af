// Who can log in how, before and after a plan, and how sure we are of it.

/** How sure a statement is. `predicted`: the model; `rehearsed`: a staged login; `proven`: a fresh login; `unknown`: nobody knows. */
export type Certainty = 'predicted' | 'rehearsed' | 'proven' | 'unknown';

/** What gets an account in: nothing, the key alone, a password alone, key and code; `unknown` where the model cannot tell. */
export type WayIn = 'refused' | 'key' | 'password' | 'key+code' | 'unknown';

/** One account of one host, before and after the plan. `reason` says what decides, for a reader. */
export interface AccessVerdict {
  readonly account: string;
  readonly before: WayIn;
  readonly after: WayIn;
  readonly certainty: Certainty;
  readonly reason: string;
}
