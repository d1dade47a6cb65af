// What a host gives away about the days before and after a plan: who logs in by machine, who is not listed, what will undo it.
import { attemptWarnings } from '../../access/attempts.ts';
import { judgeAutomation } from '../../access/automation.ts';
import { breakGlassRefusals } from '../../access/break-glass.ts';
import type { Refusal } from '../../plan/refusal.ts';
import { undoneWarnings } from '../../access/undone.ts';
import { unlistedWarnings } from '../../access/unlisted.ts';
import { enrolledInVainWarnings } from '../../access/enrolled-in-vain.ts';
import type { Prediction } from '../../access/predict.ts';
import type { Warning } from '../../plan/warning.ts';
import { weakStateWarnings } from '../../access/weak-state.ts';
import { accounts } from '../../facts/accounts.ts';
import type { FactRequest, Facts } from '../../facts/fact.ts';
import { otherManagers } from '../../facts/other-managers.ts';
import { recentLogins } from '../../facts/recent-logins.ts';
import { contradictionFacts } from '../../access/contradicted.ts';
import { sudoRights } from '../../facts/sudo-rights.ts';

/** What only the play and the user know. */
export interface SignalContext {
  /** Accounts that Keyturn itself logs in to. */
  readonly ours: readonly string[];
  /** Accounts whose machines the user accepts to break. */
  readonly acceptBreaking: readonly string[];
  /** Accounts that must get in where codes fail. */
  readonly breakGlass: readonly string[];
}

/** The facts that `signals` needs. They cost more than others, so they are only for plays that decide about logins. */
export function signalRequests(breakGlass: readonly string[]): readonly FactRequest[] {
  const always = [...contradictionFacts, otherManagers].map((fact) => ({ fact, params: [] }));
  return breakGlass.length === 0 ? always : [...always, { fact: sudoRights, params: breakGlass }];
}

/** What the signals of one host say against a plan, and about it. */
export interface Signals {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

/** Judges a plan that changes who can log in how. */
export function signals(facts: Facts, access: readonly Prediction[], context: SignalContext): Signals {
  const { ours, acceptBreaking, breakGlass } = context;
  const known = facts.get(accounts).accounts.map(({ name }) => name);
  const recent = facts.get(recentLogins);
  const automation = judgeAutomation({ recent, access, known, ours, accepted: acceptBreaking });
  return {
    refusals: [...automation.refusals, ...breakGlassRefusals(facts, access, breakGlass)],
    warnings: [
      ...unlistedWarnings(facts),
      ...automation.warnings,
      ...enrolledInVainWarnings(access),
      ...attemptWarnings(facts),
      ...weakStateWarnings(facts, access),
      ...undoneWarnings(facts),
    ],
  };
}
