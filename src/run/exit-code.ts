// The exit code of a run, by its hosts. The table is in docs/output.md; scripts rely on it.
import type { HostStatus } from './event.ts';
import type { RunReport } from './report.ts';

/** From worst to best. 1 (unexpected error) and 3 (audit findings) come from elsewhere and are merged with `worstExitCode`. */
const order = [9, 8, 1, 130, 2, 6, 4, 3, 5, 0] as const;

/** An exit code that a run or an audit can end with. Usage (64) and input (65) errors happen before there is a run. */
export type ExitCode = (typeof order)[number];

const codeOf: Readonly<Record<HostStatus, ExitCode>> = {
  ok: 0,
  changed: 0,
  skipped: 0,
  unreachable: 4,
  refused: 6,
  failed: 2,
  reverted: 8,
  lost: 9,
};

export interface ExitCodeOptions {
  /** `plan --detailed-exitcode`: 5 when a plan has changes pending. */
  readonly detailedExitcode?: boolean;
}

/** The exit code of one invocation: the worst of all its runs. No reports at all is 0. */
export function exitCodeOf(reports: readonly RunReport[], options: ExitCodeOptions = {}): ExitCode {
  return worstExitCode(reports.flatMap((report) => codesOf(report, options.detailedExitcode === true)));
}

/** The worst of several exit codes; 0 for none. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return order.find((code) => codes.includes(code)) ?? 0;
}

function codesOf(report: RunReport, detailed: boolean): ExitCode[] {
  const codes = new Set(report.hosts.map((host) => codeOf[host.status]));
  if (report.interrupted) codes.add(130);
  if (detailed && report.mode === 'plan' && report.hosts.some(hasChanges)) codes.add(5);
  return [...codes];
}

function hasChanges(host: RunReport['hosts'][number]): boolean {
  return (host.plan?.changes.length ?? 0) > 0;
}
