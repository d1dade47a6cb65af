// A run as JUnit: a suite per host, a case per play, and a case per account that asks whether it can still log in. Only a login that was
// proven passes: what is predicted or rehearsed is skipped, with the reason.
import type { HostResult, HostStatus, RunMode } from '../../run/event.ts';
import type { RunReport } from '../../run/report.ts';
import { uncoloured, type Style } from '../../terminal/style.ts';
import type { RunReporterOptions } from '../reporter.ts';
import { latestFates } from '../summary/answer.ts';
import { unmetLogins } from '../summary/certainty.ts';
import type { LoginFate } from '../summary/login-fates.ts';
import { unmetLoginText } from '../text/access-lines.ts';
import { problemLines, refusalLines } from '../text/problem-lines.ts';
import { suitesText, type Shortfall, type TestCase } from './suites.ts';

export function runSuites(reports: readonly RunReport[], { style }: RunReporterOptions): string {
  const plain = uncoloured(style);
  const fates = latestFates(reports);
  const names = new Set(reports.flatMap(({ hosts }) => hosts.map(({ host }) => host)));
  const suites = [...names].map((name) => {
    const results = reports.map(({ hosts }) => hosts.find(({ host }) => host === name));
    const plays = reports.flatMap((report, index) => {
      const result = results[index];
      if (result === undefined) return [];
      const place = reports.length === 1 ? 'play' : `play ${index + 1}`;
      return [{ name: `${place}: ${report.play}`, shortfall: playShortfall(report, result, plain) }];
    });
    const there = results.filter((result) => result !== undefined);
    const logins = fates.filter(({ host }) => host === name).map((fate) => loginCase(fate, there));
    const durationMs = there.reduce((sum, result) => sum + result.durationMs, 0);
    return { name, cases: [...plays, ...logins], durationMs };
  });
  return suitesText(['keyturn', ...new Set(reports.map(({ mode }) => mode))].join(' '), suites);
}

/** Undefined for a host that ended well. What `verify` finds wrong on a host is what it was asked, so it is no error. */
const outcomes: Readonly<Record<HostStatus, Shortfall['outcome'] | undefined>> = {
  ok: undefined,
  changed: undefined,
  skipped: 'skipped',
  unreachable: 'error',
  refused: 'failure',
  failed: 'error',
  reverted: 'failure',
  lost: 'error',
};

function outcomeOf(status: HostStatus, mode: RunMode): Shortfall['outcome'] | undefined {
  return status === 'failed' && mode === 'verify' ? 'failure' : outcomes[status];
}

function playShortfall(report: RunReport, host: HostResult, style: Style): Shortfall | undefined {
  const { status, problem, plan } = host;
  const outcome = outcomeOf(status, report.mode);
  if (outcome === undefined) return undefined;
  const refusals = plan?.refusals ?? [];
  const reasons = [problem?.message, ...refusals.map(({ message }) => message), report.stopped];
  const reason = reasons.find((text) => text !== undefined) ?? (report.interrupted ? 'interrupted' : undefined);
  const message = reason === undefined ? status : `${status}: ${reason}`;
  if (outcome === 'skipped') return { outcome, message };
  const details = [...refusalLines(refusals, style), ...problemLines(problem, style)].join('\n');
  return { outcome, type: status, message, details };
}

/** A fate of the whole host is one case. */
function loginCase({ account, answer, reason }: LoginFate, results: readonly HostResult[]): TestCase {
  const name = `${account ?? 'everyone'} can still log in`;
  const unmet = account === undefined ? [] : results.flatMap((result) => unmetLogins(result, account));
  if (answer === 'no' || (answer === 'unknown' && unmet.length > 0)) {
    const details = unmet.map(unmetLoginText).join('\n');
    return { name, shortfall: { outcome: 'failure', type: answer, message: reason, details } };
  }
  if (answer === 'proven') return { name, shortfall: undefined };
  return { name, shortfall: { outcome: 'skipped', message: `${skippedWords[answer]}: ${reason}` } };
}

const skippedWords: Readonly<Record<Exclude<LoginFate['answer'], 'no' | 'proven'>, string>> = {
  unknown: 'unknown',
  predicted: 'predicted, not proven',
  rehearsed: 'rehearsed, not proven',
  'as-before': 'as before',
};
