// A plan that must not be carried out on a host.

/** Why a host must not be touched by this plan: a cause id (`L6`), the account if one is concerned, and the way out. */
export interface Refusal {
  readonly cause: string;
  readonly account?: string;
  readonly message: string;
  readonly help: string;
}
