// What a plan does, counted as Terraform counts: to add, to change, to remove.
import type { HostResult } from '../../run/event.ts';
import type { RunReport } from '../../run/report.ts';
import type { Change } from '../../plan/change.ts';

export type CountedAction = 'add' | 'change' | 'remove';

/** Whether a change adds something to a host, changes or removes it. Reloading or starting a service changes it. */
export function actionOf(change: Change): CountedAction {
  switch (change.kind) {
    case 'write-file':
      return change.before === undefined ? 'add' : 'change';
    case 'remove-file':
      return 'remove';
    case 'install-package':
      return 'add';
    case 'service':
      return 'change';
  }
}

/**
 * The changes of one host that count: also of one that failed once it was changed. A refused or reverted host has none; those of a lost
 * one are unknown.
 */
export function countedChanges(host: HostResult): readonly Change[] {
  const isChanged = host.status === 'changed' || (host.status === 'failed' && host.problem?.phase === 'converge');
  if (!isChanged) return [];
  return host.plan?.changes.map((planned) => planned.change) ?? [];
}

/** Number of changes by action, over all hosts of all reports, and the number of hosts that have any. */
export function countActions(reports: readonly RunReport[]): Record<CountedAction, number> & { hosts: number } {
  const counts = { add: 0, change: 0, remove: 0, hosts: 0 };
  const hosts = new Set<string>();
  for (const host of reports.flatMap((report) => report.hosts)) {
    const changes = countedChanges(host);
    if (changes.length > 0) hosts.add(host.host);
    for (const change of changes) counts[actionOf(change)] += 1;
  }
  return { ...counts, hosts: hosts.size };
}
