// A reporter writes the reports of one invocation to one stream. One file per format, found by its name.
import type { RunReport } from '../run/report.ts';
import type { Style } from '../terminal/style.ts';
import type { Change } from '../plan/change.ts';

/** The unified diff of a change, or undefined for a change that has none to show. Must never contain a secret. */
export type DiffOf = (change: Change) => string | undefined;

/** What every reporter is told. Which of it matters is the reporter's business. */
export interface ReporterOptions {
  /** How the stream is written to; made for that very stream. */
  readonly style: Style;
  /** `--diff`: how to show what a change does to a file; without it no diffs are shown. */
  readonly diff?: DiffOf | undefined;
  /** The number of `-v`. */
  readonly verbosity?: number;
  /** `--detailed-exitcode`, for reporters that tell the exit code. */
  readonly detailedExitcode?: boolean;
}

/** Writes all reports to `out`, in the order in which the plays ran, and leaves the stream open. Writes nothing unsanitized. */
export type Reporter = (reports: readonly RunReport[], out: NodeJS.WritableStream, options: ReporterOptions) => void;
