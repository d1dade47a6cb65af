// What a host gives away about the days before and after a plan: who logs in by machine, who is not listed, what will undo it.
import { judgeAutomation } from '../access/automation.ts';
import { undoneWarnings } from '../access/undone.ts';
import { unlistedWarnings } from '../access/unlisted.ts';
import type { AccessVerdict } from '../access/verdict.ts';
import type { Warning } from '../access/warning.ts';
import type { FactRequest, Facts } from '../facts/fact.ts';
import { otherManagers } from '../facts/other-managers.ts';
import { recentLogins } from '../facts/recent-logins.ts';
import type { Refusal } from '../access/refusal.ts';

/** The facts that `signals` needs. They cost more than others, so they are only for plays that decide about logins. */
export const signalRequests: readonly FactRequest[] = [recentLogins, otherManagers].map((fact) => ({
  fact,
  params: [],
}));

/** What the signals of one host say against a plan, and about it. */
export interface Signals {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

/** Judges a plan that changes who can log in how. `ours` and `accepted` are those of `AutomationQuestion`. */
export function signals(
  facts: Facts,
  access: readonly AccessVerdict[],
  ours: readonly string[],
  accepted: readonly string[],
): Signals {
  const { refusals, warnings } = judgeAutomation({ recent: facts.get(recentLogins), access, ours, accepted });
  return { refusals, warnings: [...unlistedWarnings(facts), ...warnings, ...undoneWarnings(facts)] };
}
