// What a rule says of one host, and what it saw.
import type { Severity } from './severity.ts';

/** `unknown` is never a pass: what the rule needs could not be seen. `accepted` is a failure that a baseline takes the weight from. */
export const outcomes = ['fail', 'unknown', 'accepted', 'pass', 'not-applicable'] as const;
export type Outcome = (typeof outcomes)[number];

/** An outcome with its reason; a failure with what was found, and the reason why part of the host could not be judged, if so. */
export type Judgement =
  | { readonly outcome: 'pass' | 'unknown' | 'accepted' | 'not-applicable'; readonly reason: string }
  | { readonly outcome: 'fail'; readonly findings: readonly Finding[]; readonly unjudged: string | undefined };

/** One thing that is wrong on one host. Texts may hold what the host said, raw. */
export interface Finding {
  /** Lower case, without a full stop. */
  readonly message: string;
  /** Where this finding is worse or milder than the rule usually is. */
  readonly severity?: Severity;
  /** At least one. */
  readonly evidence: readonly Observation[];
  /** The exact lines for this host, where the rule's remediation cannot name them. */
  readonly fix?: string;
}

/** What was seen, and where. Everything in it comes from the host. */
export interface Observation {
  /** The file that says so, and its line from 1 where one line does. */
  readonly file?: string;
  readonly line?: number;
  /** Whom it is about; empty or absent where it is about everybody. */
  readonly accounts?: readonly string[];
  /** The line, the effective value, the mode. */
  readonly saw: string;
}

export function pass(reason: string): Judgement {
  return { outcome: 'pass', reason };
}

export function unknown(reason: string): Judgement {
  return { outcome: 'unknown', reason };
}

export function notApplicable(reason: string): Judgement {
  return { outcome: 'not-applicable', reason };
}

/** A failure where there are findings; else `unknown` where something could not be judged; else a pass for the given reason. */
export function judged(findings: readonly Finding[], unjudged: readonly string[], passed: string): Judgement {
  const reasons = [...new Set(unjudged)];
  const unseen = reasons.length === 0 ? undefined : reasons.join('; ');
  if (findings.length > 0) return { outcome: 'fail', findings, unjudged: unseen };
  return unseen === undefined ? pass(passed) : unknown(unseen);
}

/** Why nothing can be said of everybody: `unlisted` are services that may know more accounts than were found. */
export function perhapsOthers(unlisted: readonly string[]): readonly string[] {
  return unlisted.length === 0 ? [] : [`there may be accounts that ${unlisted.join(', ')} did not list`];
}
