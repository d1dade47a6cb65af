// A plan that must not be carried out on a host.
import type { RefusalId } from '../causes/causes.ts';

/** The id of an audit rule, which says as much as a cause where a play holds an audit. */
export type RuleId = `TFA-${string}`;

/** Why a host must not be touched by this plan: the cause, the account if one is concerned, and what to do next. */
export interface Refusal {
  readonly cause: RefusalId | RuleId;
  readonly account?: string;
  readonly message: string;
  readonly help: string;
}
