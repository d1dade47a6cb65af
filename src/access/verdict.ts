// Who can log in how, before and after a plan, and how sure we are of it.

/** How sure a statement is. `predicted`: the model; `rehearsed`: a staged login; `proven`: a fresh login; `unknown`: nobody knows. */
export type Certainty = 'predicted' | 'rehearsed' | 'proven' | 'unknown';

/**
 * What gets an account in at the least: nothing, the factors named, or `unknown` where the model cannot tell. Where several ways
 * lead in, the one that asks for least.
 */
export type WayIn =
  | 'refused'
  | 'key'
  | 'password'
  | 'code'
  | 'key+password'
  | 'key+code'
  | 'password+code'
  | 'key+password+code'
  | 'unknown';

/** One account of one host, before and after the plan. `reason` says what decides, for a reader. */
export interface AccessVerdict {
  readonly account: string;
  readonly before: WayIn;
  readonly after: WayIn;
  readonly certainty: Certainty;
  readonly reason: string;
}
