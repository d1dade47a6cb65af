// What our own client saw during a login. Success is authentication seen here, never a word from the host.
import type { KeyAnswer } from './key-questions.ts';

/**
 * One answer of the server to an authentication attempt (RFC 4252 §5.1): the methods that can continue, and whether it was a partial
 * success. The last step of an accepted login is the success itself, which names no methods.
 */
export interface AuthStep {
  /** The method that we tried before this answer. `none` is tried only where there is no key to try. */
  readonly tried: string;
  readonly methodsLeft: readonly string[];
  readonly partialSuccess: boolean;
}

/** The record of one login attempt. Prompts are the host's words: sanitize before printing. */
export interface Evidence {
  readonly account: string;
  readonly steps: readonly AuthStep[];
  readonly prompts: readonly string[];
  /** `refused`: these factors do not log in. `unknown`: the login did not get far enough to say so. */
  readonly outcome: 'accepted' | 'refused' | 'unknown';
  /** What the host said of public keys that it was asked about before the login, in their order; the rest of them it was not asked. */
  readonly asked?: readonly KeyAnswer[];
  /** What a session of the login printed, where one was asked for and the host gave one. Raw; it may hold secrets. */
  readonly session?: string;
  /** Why the outcome is what it is, for a reader. */
  readonly detail: string;
  /** The host closed the connection before it said anything: nothing was tried, and it may be tried again later. */
  readonly turnedAway?: boolean;
}
