// What went wrong on a host, and what to do next; why a host was refused; and what to know about its plan.
import { causeOf } from '../../causes/causes.ts';
import type { Warning } from '../../plan/warning.ts';
import type { HostProblem } from '../../run/event.ts';
import type { Style } from '../../terminal/style.ts';
import { diffLines } from './diff-lines.ts';
import type { Refusal } from '../../plan/refusal.ts';

/** As many lines of a host's output as help; the rest is in the journal. */
const maxOutputLines = 20;

/** Lines for a problem: the phase and the message, the host's last output, and last what to do next. */
export function problemLines(problem: HostProblem | undefined, style: Style): string[] {
  if (problem === undefined) return [];
  const [first = '', ...rest] = style.lines(problem.message);
  return [
    `  ${style.paint('red', `in ${problem.phase}: ${first}`)}`,
    ...rest.map((line) => `    ${line}`),
    ...outputLines(problem.output, style),
    ...helpLines(problem.help, style),
  ];
}

/** Lines for each reason to leave a host alone. */
export function refusalLines(refusals: readonly Refusal[], style: Style): string[] {
  return refusals.flatMap((refusal) => {
    const whom = refusal.account === undefined ? '' : ` (${refusal.account})`;
    const line = style.text(`refused, ${withTitle(refusal.cause)}${whom}: ${refusal.message}`);
    const diff = diffLines(refusal.diff, style).map((one) => `          ${one}`);
    return [`  ${style.paint('magenta', line)}`, ...helpLines(refusal.help, style), ...diff];
  });
}

/** Lines for each warning of a plan. */
export function warningLines(warnings: readonly Warning[], style: Style): string[] {
  return warnings.flatMap(({ cause, message, help }) => {
    const line = style.text(`warning, ${withTitle(cause)}: ${message}`);
    return [`  ${style.paint('yellow', line)}`, ...helpLines(help, style)];
  });
}

/** `L6, not enrolled for one-time codes`. What an audit rule says begins with its title. */
function withTitle(id: string): string {
  const cause = causeOf(id);
  return cause === undefined ? id : `${id}, ${cause.title}`;
}

function outputLines(output: string, style: Style): string[] {
  if (output.trim() === '') return [];
  const lines = style.lines(output);
  const left = lines.length - maxOutputLines;
  const cut = left > 0 ? [`    ${style.paint('dim', `${style.symbols.ellipsis} ${left} earlier lines`)}`] : [];
  return [...cut, ...lines.slice(-maxOutputLines).map((line) => `    ${style.symbols.bar} ${line}`.trimEnd())];
}

function helpLines(help: string | undefined, style: Style): string[] {
  if (help === undefined || help === '') return [];
  const [first = '', ...rest] = style.lines(help);
  return [`    help: ${first}`, ...rest.map((line) => `          ${line}`)];
}
