// A plan that must not be carried out on a host.
import type { RefusalId } from '../causes/causes.ts';

/** The id of an audit rule, which says as much as a cause where a play holds an audit. */
export type RuleId = `TFA-${string}`;

/** What to do about a refusal. `diff` is an edit of a file of the host that comes out right, in the unified format. */
export interface Remedy {
  readonly help: string;
  readonly diff?: string;
}

/** Why a host must not be touched by this plan: the cause, the account if one is concerned, and what to do next. */
export interface Refusal extends Remedy {
  readonly cause: RefusalId | RuleId;
  readonly account?: string;
  readonly message: string;
}
