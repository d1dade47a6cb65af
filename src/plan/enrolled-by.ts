// Whom a plan enrols.
import type { PlannedChange } from './host-plan.ts';

/** The accounts that the changes enrol, with the name for code apps. */
export function enrolledBy(changes: readonly PlannedChange[]): ReadonlyMap<string, string> {
  const enrolled = new Map<string, string>();
  for (const { change } of changes) {
    if (change.kind === 'write-file' && change.content.kind === 'state-file') {
      enrolled.set(change.content.account, change.content.issuer);
    }
  }
  return enrolled;
}
