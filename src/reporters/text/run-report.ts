// The report for people: every play with its hosts, Ansible's recap, what it adds up to, and the answer to the one question.
import type { RunMode } from '../../run/event.ts';
import type { RunReport } from '../../run/report.ts';
import type { RunReporterOptions } from '../reporter.ts';
import { hostLines } from './host-lines.ts';
import { recapLines } from './recap-lines.ts';
import { ruled } from './rule.ts';
import { answerLine, totalLine } from './total-lines.ts';

/** The very last line says whether everyone can still log in. */
export function runText(reports: readonly RunReport[], options: RunReporterOptions): string {
  const lines = [
    ...reports.flatMap((report) => playLines(report, options)),
    ...recapLines(reports, options.style),
    '',
    totalLine(reports),
    answerLine(reports, options.style),
  ];
  return `${lines.join('\n')}\n`;
}

const remarks: Readonly<Record<RunMode, string>> = {
  plan: ': a plan, nothing was written',
  apply: '',
  verify: ': a check, nothing was written',
};

function playLines(report: RunReport, options: RunReporterOptions): string[] {
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
