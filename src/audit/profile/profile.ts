// A profile: which rules are judged, how bad their findings are, and by what numbers.
import type { Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import type { Severity } from '../severity.ts';

/** A named choice of rules, in the order of their ids. */
export interface Profile {
  readonly name: string;
  readonly description: string;
  readonly rules: readonly ChosenRule[];
}

/** A rule as a profile wants it. */
export interface ChosenRule {
  readonly rule: Rule;
  /** What the profile says about how bad the rule's findings are; undefined where it leaves that to the rule. */
  readonly severity: Severity | undefined;
  readonly parameters: Readonly<Record<string, number>>;
}

/** How bad a finding of the rule is: as the profile says, else as the finding does, else as the rule does. */
export function severityOf(chosen: ChosenRule, finding?: Finding): Severity {
  return chosen.severity ?? finding?.severity ?? chosen.rule.severity;
}

/** A rule as it is, without any profile. */
export function asItIs(rule: Rule): ChosenRule {
  const parameters = Object.entries(rule.parameters ?? {}).map(
    ([name, parameter]) => [name, parameter.default] as const,
  );
  return { rule, severity: undefined, parameters: Object.fromEntries(parameters) };
}
