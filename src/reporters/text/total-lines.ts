// The last two lines of a report: how much changes, and whether everyone can still log in.
import type { HostStatus } from '../../run/event.ts';
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
  const tense = isPlan(reports) ? 'Plan: nothing to do' : 'Nothing was changed';
  if (names.size === 0) return `${tense}: no host matched.`;
  const named = (statuses: readonly HostStatus[]): number =>
    new Set(hosts.filter(({ status }) => statuses.includes(status)).map(({ host }) => host)).size;
  const [ok, lost] = [named(['ok']), named(['lost'])];
  if (ok === names.size) return `${tense}: ${counted(ok, 'host')} already in the desired state.`;
  const others = endings.flatMap((status) => {
    const count = named([status]);
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const rest = `${ok} of ${counted(names.size, 'host')} already in the desired state, ${others.join(', ')}.`;
  return lost === 0 ? `${tense}: ${rest}` : `What is in place on ${counted(lost, 'host')} is not known: ${rest}`;
}

const endings: readonly HostStatus[] = ['lost', 'reverted', 'failed', 'refused', 'unreachable', 'skipped', 'changed'];

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
