// The last two lines of a report: how much changes, and whether everyone can still log in.
import type { RunReport } from '../../run/report.ts';
import type { Paint, Style } from '../../terminal/style.ts';
import { countActions } from '../summary/actions.ts';
import { answerOf } from '../summary/answer.ts';
import type { AnswerWord } from '../summary/login-fates.ts';

/** `Plan: 3 to add, …`, `Applied: 3 added, …` or that nothing had to change. */
export function totalLine(reports: readonly RunReport[]): string {
  const { add, change, remove, hosts } = countActions(reports);
  if (add + change + remove === 0) return nothingLine(reports);
  const where = `on ${counted(hosts, 'host')}`;
  if (isPlan(reports)) return `Plan: ${add} to add, ${change} to change, ${remove} to remove, ${where}.`;
  return `Applied: ${add} added, ${change} changed, ${remove} removed, ${where}.`;
}

function nothingLine(reports: readonly RunReport[]): string {
  const hosts = reports.flatMap((report) => report.hosts);
  const names = new Set(hosts.map((host) => host.host));
  const ok = new Set(hosts.filter((host) => host.status === 'ok').map((host) => host.host));
  const tense = isPlan(reports) ? 'Plan: 0 to add, 0 to change, 0 to remove' : 'Nothing was changed';
  if (names.size === 0) return `${tense}: no host matched.`;
  if (ok.size === names.size) return `${tense}: ${counted(ok.size, 'host')} already in the desired state.`;
  return `${tense}: ${ok.size} of ${counted(names.size, 'host')} already in the desired state.`;
}

const paints: Readonly<Record<AnswerWord, Paint>> = {
  no: 'red',
  unknown: 'red',
  predicted: 'yellow',
  rehearsed: 'cyan',
  proven: 'green',
  'as-before': 'green',
};

/** The very last line. */
export function answerLine(reports: readonly RunReport[], style: Style): string {
  const { answer, text } = answerOf(reports);
  return style.paint('bold', 'Can everyone still log in?') + ' ' + style.paint(paints[answer], style.text(text));
}

function isPlan(reports: readonly RunReport[]): boolean {
  return reports.length > 0 && reports.every((report) => report.mode === 'plan');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
