// A reporter of audits writes one report to one stream. One file per format, found by its name in formats.ts.
import type { AuditReport, FailOn } from '../../run/audit/report.ts';
import type { Style } from '../../terminal/style.ts';

/** What every reporter is told. Which of it matters is the reporter's business. */
export interface AuditReporterOptions {
  /** How the stream is written to; made for that very stream. */
  readonly style: Style;
  readonly failOn: FailOn;
  /** The number of `-v`. */
  readonly verbosity: number;
}

/** The whole report as text, which ends with a newline. Nothing in it that comes from a host is unescaped. */
export type AuditReporter = (report: AuditReport, options: AuditReporterOptions) => string;
