// The report for programs: one document, described by schemas/report.schema.json. Fields are only ever added within a version.
import { exitCodeOf } from '../run/exit-code.ts';
import type { RunReport } from '../run/report.ts';
import { sanitizeJson } from '../terminal/sanitize.ts';
import { runDocument } from './document/run.ts';
import type { ReporterOptions } from './reporter.ts';
import { countActions } from './summary/actions.ts';
import { answerOf } from './summary/answer.ts';
import { recapOf } from './summary/recap.ts';

/** Writes one JSON document and a newline. Texts are exact; what could steer a terminal is written as `\uXXXX`. */
export function json(reports: readonly RunReport[], out: NodeJS.WritableStream, options: ReporterOptions): void {
  const document = {
    version: 1,
    exit_code: exitCodeOf(reports, { detailedExitcode: options.detailedExitcode ?? false }),
    logins: answerOf(reports),
    totals: countActions(reports),
    recap: Object.fromEntries(recapOf(reports).map((row) => [row.host, row.counts])),
    runs: reports.map((report) => runDocument(report, options.diff)),
  };
  out.write(`${sanitizeJson(JSON.stringify(document, undefined, 2))}\n`);
}
