// Ansible's recap, with our words after its own. Counts are tasks for `ok` and `changed`, as Ansible counts, and plays for the rest.
import type { HostResult, HostStatus } from '../../run/event.ts';
import type { RunReport } from '../../run/report.ts';
import { countedChanges } from './actions.ts';

/** The words of a recap line, in order: Ansible's, then ours. */
export const recapWords = [
  'ok',
  'changed',
  'unreachable',
  'failed',
  'skipped',
  'refused',
  'reverted',
  'lost',
] as const satisfies readonly HostStatus[];

export interface RecapRow {
  readonly host: string;
  readonly counts: Readonly<Record<HostStatus, number>>;
  /** The worst that happened to the host in any play. */
  readonly status: HostStatus;
}

/** From best to worst, as an operator must look at them. */
export const bySeverity: readonly HostStatus[] = [
  'ok',
  'changed',
  'skipped',
  'unreachable',
  'refused',
  'failed',
  'reverted',
  'lost',
];

/** One row per host over all plays, in the order in which hosts first appear. */
export function recapOf(reports: readonly RunReport[]): RecapRow[] {
  const rows = new Map<string, RecapRow>();
  for (const result of reports.flatMap((report) => report.hosts)) {
    const row = rowOf(result);
    const earlier = rows.get(result.host);
    rows.set(result.host, earlier === undefined ? row : merge(earlier, row));
  }
  return [...rows.values()];
}

function rowOf(result: HostResult): RecapRow {
  const counts = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, refused: 0, reverted: 0, lost: 0 };
  const changed =
    countedChanges(result).length > 0 ? new Set(result.plan?.changes.map((planned) => planned.task)).size : 0;
  counts.ok = (result.plan?.satisfied ?? 0) + changed;
  counts.changed = changed;
  if (result.status !== 'ok' && result.status !== 'changed') counts[result.status] = 1;
  return { host: result.host, counts, status: result.status };
}

function merge(a: RecapRow, b: RecapRow): RecapRow {
  const counts = { ...a.counts };
  for (const word of recapWords) counts[word] += b.counts[word];
  return { host: a.host, counts, status: worse(a.status, b.status) };
}

function worse(a: HostStatus, b: HostStatus): HostStatus {
  return bySeverity.indexOf(a) > bySeverity.indexOf(b) ? a : b;
}
