// The report for people: every play with its hosts, Ansible's recap, what it adds up to, and the answer to the one question.
import type { RunMode } from '../run/event.ts';
import type { RunReport } from '../run/report.ts';
import type { ReporterOptions } from './reporter.ts';
import { hostLines } from './text/host-lines.ts';
import { recapLines } from './text/recap-lines.ts';
import { ruled } from './text/rule.ts';
import { answerLine, totalLine } from './text/total-lines.ts';

/** Writes the report as text. The very last line says whether everyone can still log in. */
export function human(reports: readonly RunReport[], out: NodeJS.WritableStream, options: ReporterOptions): void {
  const lines = [
    ...reports.flatMap((report) => playLines(report, options)),
    ...recapLines(reports, options.style),
    '',
    totalLine(reports),
    answerLine(reports, options.style),
  ];
  out.write(`${lines.join('\n')}\n`);
}

const remarks: Readonly<Record<RunMode, string>> = {
  plan: ': a plan, nothing was written',
  apply: '',
  verify: ': a check, nothing was written',
};

function playLines(report: RunReport, options: ReporterOptions): string[] {
  const { style } = options;
  const run = `run ${style.text(report.runId)}${remarks[report.mode]}`;
  const stopped = report.interrupted ? [style.paint('yellow', 'interrupted before it was done')] : [];
  if (report.stopped !== undefined) stopped.push(style.paint('red', style.text(`stopped: ${report.stopped}`)));
  return [
    ruled(`PLAY [${report.play}]`, style),
    style.paint('dim', run),
    ...stopped,
    ...hostLines(report, options),
    '',
  ];
}
