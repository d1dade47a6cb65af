// The hosts of one play. Hosts with the same text stand together under their folded names, the worst last, where the eye ends.
import type { HostResult, HostStatus, RunMode } from '../../run/event.ts';
import type { RunReport } from '../../run/report.ts';
import { formatDuration } from '../../terminal/duration.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import type { Paint } from '../../terminal/style.ts';
import { bySeverity } from '../summary/recap.ts';
import type { RunReporterOptions } from '../reporter.ts';
import { accessLines } from './access-lines.ts';
import { changeLines } from './change-lines.ts';
import { problemLines, refusalLines, warningLines } from './problem-lines.ts';

/** Hosts of one play that have the same text. */
export interface HostGroup {
  readonly status: HostStatus;
  readonly body: readonly string[];
  readonly hosts: HostResult[];
}

/** A blank line, a heading and a body for every group of hosts that read the same. */
export function hostLines(report: RunReport, options: RunReporterOptions): string[] {
  return hostGroups(report, options).flatMap((group) => ['', headingOf(group, report, options), ...group.body]);
}

/** The worst last. */
export function hostGroups(report: RunReport, options: RunReporterOptions): HostGroup[] {
  const groups = new Map<string, HostGroup>();
  for (const host of report.hosts) {
    const body = bodyOf(host, report, options);
    const key = [host.status, ...body].join('\n');
    const group = groups.get(key) ?? { status: host.status, body, hosts: [] };
    group.hosts.push(host);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => bySeverity.indexOf(a.status) - bySeverity.indexOf(b.status));
}

/** A host in the desired state has one line, unless `-v` asks for more. */
function bodyOf(host: HostResult, report: RunReport, options: RunReporterOptions): string[] {
  const { style } = options;
  const quiet = host.status === 'ok' && host.logins.length === 0 && options.verbosity === 0;
  const changes = changeLines(host.plan?.changes ?? [], style, options.diff);
  const undone = report.mode === 'apply' && host.status !== 'changed' && changes.length > 0;
  return [
    ...(undone ? [`  ${style.paint('dim', 'what was planned:')}`] : []),
    ...changes,
    ...(quiet ? [] : accessLines(host, style)),
    ...warningLines(host.plan?.warnings ?? [], style),
    ...refusalLines(host.plan?.refusals ?? [], style),
    ...problemLines(host.problem, style),
  ];
}

/** What the status of a group means, by what was done. What was installed for a host stays, which is then not as if it had been left alone. */
export function meaningOf({ status, hosts }: HostGroup, { mode }: RunReport): string {
  const meaning = meanings[status][mode];
  const isPrepared = hosts.some((host) => host.prepared.length > 0);
  return isPrepared ? meaning.replace('not touched', 'logins not touched') : meaning;
}

const meanings: Readonly<Record<HostStatus, Readonly<Record<RunMode, string>> & { readonly paint: Paint }>> = {
  ok: { plan: 'nothing to change', apply: 'nothing to change', verify: 'no drift', paint: 'green' },
  changed: { plan: 'would change', apply: 'changed', verify: 'changed', paint: 'yellow' },
  skipped: { plan: 'skipped', apply: 'skipped', verify: 'skipped', paint: 'cyan' },
  unreachable: { plan: 'unreachable', apply: 'unreachable, not touched', verify: 'unreachable', paint: 'red' },
  refused: { plan: 'refused', apply: 'refused, not touched', verify: 'refused', paint: 'magenta' },
  failed: { plan: 'failed', apply: 'failed', verify: 'failed', paint: 'red' },
  reverted: { plan: 'reverted', apply: 'reverted: as before the run', verify: 'reverted', paint: 'red' },
  lost: { plan: 'lost', apply: 'lost: out of contact after a change', verify: 'lost', paint: 'red' },
};

function headingOf(group: HostGroup, report: RunReport, { style, verbosity }: RunReporterOptions): string {
  const names = style.text(foldNames(group.hosts.map((host) => host.host)));
  const meaning = meaningOf(group, report);
  const count = group.hosts.length > 1 ? `  (${group.hosts.length} hosts)` : '';
  const cost = verbosity > 0 ? `  ${style.paint('dim', costOf(group.hosts))}` : '';
  return `${style.paint('bold', names)}  ${style.paint(meanings[group.status].paint, meaning)}${count}${cost}`;
}

function costOf(hosts: readonly HostResult[]): string {
  const slowest = Math.max(...hosts.map((host) => host.durationMs));
  const trips = Math.max(...hosts.map((host) => host.roundTrips));
  return `at most ${formatDuration(slowest)}, ${trips} round trips`;
}
