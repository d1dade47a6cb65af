// A format of reports, for runs and audits alike: one file of this folder per format. What formats share stands in the subfolders.
import type { Change } from '../plan/change.ts';
import type { AuditReport, FailOn } from '../run/audit/report.ts';
import type { RunReport } from '../run/report.ts';
import type { Style } from '../terminal/style.ts';

/** What there are reports of: the plays of one invocation, or one audit. */
export type Reported = 'run' | 'audit';

/**
 * A format. It has `run`, `audit`, or both: `--format` and `--report` of a command offer those that the command can have. A text ends
 * with a newline, and nothing in it that comes from a host or a user's file is unescaped.
 */
export interface Reporter {
  /** The KIND of `--format KIND` and `--report KIND=FILE`; its file is named for it. */
  readonly name: string;
  /** What it is for, as a line of `--help`. */
  readonly description: string;
  /** All reports of one invocation, in the order of the plays. */
  readonly run?: (reports: readonly RunReport[], options: RunReporterOptions) => string;
  readonly audit?: (report: AuditReport, options: AuditReporterOptions) => string;
}

/** A format in which there are reports of runs, or of audits. */
export type ReporterOf<K extends Reported> = Reporter & Required<Pick<Reporter, K>>;

/** The options of every reporter; each uses those that it needs. */
interface ReporterOptions {
  /** How the stream or the file is written to; made for that very one. */
  readonly style: Style;
  /** The number of `-v`. */
  readonly verbosity: number;
}

export interface RunReporterOptions extends ReporterOptions {
  /** `--diff`: how to show what a change does to a file; without it no diffs are shown. */
  readonly diff?: DiffOf | undefined;
  /** `--detailed-exitcode`, for reports that contain the exit code. */
  readonly detailedExitcode?: boolean;
}

export interface AuditReporterOptions extends ReporterOptions {
  readonly failOn: FailOn;
}

/** The unified diff of a change, or undefined for a change that has none to show. Must never contain a secret. */
export type DiffOf = (change: Change) => string | undefined;
