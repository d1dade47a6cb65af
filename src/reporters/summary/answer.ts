// The last line of every report: can everyone still log in? No word is stronger than the evidence, and every answer has names.
import type { RunReport } from '../../run/report.ts';
import { foldNamesShort } from '../../terminal/fold-names.ts';
import { answerWords, fatesOf, type AnswerWord, type LoginFate } from './login-fates.ts';

/** The worst answer of all accounts, and the whole answer in words (with raw names: sanitize before printing). */
export interface LoginAnswer {
  readonly answer: AnswerWord;
  readonly text: string;
}

/** Answers for all plays of one invocation; of two plays on one host the later one counts. */
export function answerOf(reports: readonly RunReport[]): LoginAnswer {
  const fates = latestFates(reports);
  const worst = answerWords.find((answer) => fates.some((fate) => fate.answer === answer)) ?? 'as-before';
  if (fates.length === 0) return { answer: worst, text: 'As before: no host was touched.' };
  const planned = reports.every((report) => report.mode === 'plan');
  const clauses = clausesOf(fates);
  const sentences = answerWords.flatMap((answer) => {
    const own = clauses.filter((clause) => clause.answer === answer);
    return own.length === 0 ? [] : [sentenceOf(answer, own, planned)];
  });
  const yes = worst === 'proven' && !planned ? 'Yes. ' : '';
  return { answer: worst, text: yes + sentences.join(' ') };
}

/** A play that left a host alone says nothing where another play has something to say. */
export function latestFates(reports: readonly RunReport[]): readonly LoginFate[] {
  const byHost = new Map<string, Map<string | undefined, LoginFate>>();
  for (const report of reports) {
    for (const fate of report.hosts.flatMap((host) => fatesOf(report, host))) {
      const known = byHost.get(fate.host) ?? new Map<string | undefined, LoginFate>();
      if (fate.account === undefined && fate.answer === 'as-before' && known.size > 0) continue;
      const whole = known.get(undefined);
      if (whole?.answer === 'as-before') known.delete(undefined);
      byHost.set(fate.host, known.set(fate.account, fate));
    }
  }
  return [...byHost.values()].flatMap((known) => [...known.values()]);
}

/** Everyone who shares an answer and its reason. */
interface Clause {
  readonly answer: AnswerWord;
  readonly reason: string;
  readonly fates: LoginFate[];
}

function clausesOf(fates: readonly LoginFate[]): Clause[] {
  const clauses = new Map<string, Clause>();
  for (const fate of fates) {
    const key = `${fate.answer}\0${fate.reason}`;
    const clause = clauses.get(key) ?? { answer: fate.answer, reason: fate.reason, fates: [] };
    clause.fates.push(fate);
    clauses.set(key, clause);
  }
  return [...clauses.values()];
}

const words: Readonly<Record<AnswerWord, string>> = {
  no: 'No',
  unknown: 'Unknown',
  predicted: 'Predicted, not proven,',
  rehearsed: 'Rehearsed, not proven,',
  proven: 'Proven',
  'as-before': 'As before',
};

/** `Unknown on db1 (not reached, not touched), for bob on web1 (the model cannot tell).` */
function sentenceOf(answer: AnswerWord, clauses: readonly Clause[], planned: boolean): string {
  const word = planned && answer === 'predicted' ? 'Predicted yes' : words[answer];
  return `${word} ${clauses.map((clause) => `${whoIn(clause.fates)} (${clause.reason})`).join(', ')}.`;
}

const maxGroups = 3;

function whoIn(fates: readonly LoginFate[]): string {
  const groups = [...groupByAccounts(fates)];
  const shown = groups.slice(0, maxGroups).map(([accounts, hosts]) => {
    const on = `on ${foldNamesShort(hosts)}`;
    return accounts === '' ? on : `for ${accounts} ${on}`;
  });
  const hidden = groups.slice(maxGroups).reduce((sum, [, hosts]) => sum + hosts.length, 0);
  return shown.join(', ') + (hidden > 0 ? ` and on ${hidden} more hosts` : '');
}

/** Hosts by the accounts that they have in common, so that a fleet with the same users takes a few words. */
function groupByAccounts(fates: readonly LoginFate[]): Map<string, string[]> {
  const accounts = new Map<string, string[]>();
  for (const fate of fates) {
    const own = accounts.get(fate.host) ?? [];
    if (fate.account !== undefined) own.push(fate.account);
    accounts.set(fate.host, own);
  }
  const groups = new Map<string, string[]>();
  for (const [host, own] of accounts) {
    const key = foldNamesShort(own, 6, ', ');
    groups.set(key, [...(groups.get(key) ?? []), host]);
  }
  return groups;
}
