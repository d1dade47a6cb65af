// What our own client saw during a login. Success is authentication seen here, never a word from the host.

/** One answer of the server to an authentication attempt (RFC 4252 §5.1): the methods that can continue, and whether it was a partial success. */
export interface AuthStep {
  /** What we tried before this answer; `none` first. */
  readonly tried: string;
  readonly methodsLeft: readonly string[];
  readonly partialSuccess: boolean;
}

/** The record of one login attempt. Prompts are the host's words: sanitize before printing. */
export interface Evidence {
  readonly account: string;
  readonly steps: readonly AuthStep[];
  readonly prompts: readonly string[];
  readonly outcome: 'accepted' | 'refused' | 'unknown';
  /** Why the outcome is what it is, for a reader. */
  readonly detail: string;
}
