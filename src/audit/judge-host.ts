// The rules over the facts of one host. Pure: the same facts give the same verdicts.
import type { Fact } from '../facts/fact.ts';
import { unknown, type Judgement } from './judgement.ts';
import type { ChosenRule } from './profile/profile.ts';
import type { AuditContext } from './rule.ts';

/** What one rule says of one host. */
export interface RuleVerdict {
  readonly rule: ChosenRule;
  readonly judgement: Judgement;
}

/** Every fact that the rules need, each once. */
export function factsNeeded(rules: readonly ChosenRule[]): readonly Fact<unknown>[] {
  return [...new Set(rules.flatMap(({ rule }) => rule.facts))];
}

/** One verdict per rule. `unanswered` are names of facts that the host gave no whole answer for. */
export function judgeHost(
  rules: readonly ChosenRule[],
  context: AuditContext,
  unanswered: ReadonlySet<string>,
): readonly RuleVerdict[] {
  return rules.map((chosen) => ({ rule: chosen, judgement: judgementOf(chosen, context, unanswered) }));
}

/** The same verdict of every rule: nothing could be seen, for one reason. */
export function allUnknown(rules: readonly ChosenRule[], reason: string): readonly RuleVerdict[] {
  return rules.map((rule) => ({ rule, judgement: unknown(reason) }));
}

function judgementOf(
  { rule, parameters }: ChosenRule,
  context: AuditContext,
  unanswered: ReadonlySet<string>,
): Judgement {
  const missing = rule.facts.filter(({ name }) => unanswered.has(name)).map(({ name }) => name);
  if (missing.length > 0) return unknown(`the host did not answer the probes for ${missing.join(', ')}`);
  return rule.judge(context, parameters);
}
