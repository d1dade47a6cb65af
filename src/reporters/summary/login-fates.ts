// What a run means for the logins of one host, account by account: the ground for the answer to "can everyone still log in?".
import { originText } from '../../access/origin.ts';
import type { AccessVerdict } from '../../plan/access-verdict.ts';
import type { HostResult } from '../../run/event.ts';
import type { RunReport } from '../../run/report.ts';
import { certaintyOf, unmetLogins } from './certainty.ts';

/** From worst to best. `as-before`: this run changed nothing there that decides logins, and tried none. */
export const answerWords = ['no', 'unknown', 'predicted', 'rehearsed', 'proven', 'as-before'] as const;
export type AnswerWord = (typeof answerWords)[number];

/** The answer for one account of one host, or for the whole host. The reason completes `… on web1 (reason)`. */
export interface LoginFate {
  readonly host: string;
  readonly account: string | undefined;
  readonly answer: AnswerWord;
  readonly reason: string;
}

/** The fates on one host, in one play. At least one: a host always has an answer. */
export function fatesOf(report: RunReport, host: HostResult): readonly LoginFate[] {
  const whole = (answer: AnswerWord, reason: string): LoginFate[] => [
    { host: host.host, account: undefined, answer, reason },
  ];
  switch (host.status) {
    case 'unreachable':
      return whole('unknown', 'not reached, not touched');
    case 'skipped':
      return whole('as-before', report.interrupted ? 'interrupted before logins were touched' : 'not started');
    case 'refused':
      return whole('as-before', report.mode === 'plan' ? 'refused: apply leaves it alone' : 'refused, not touched');
    case 'reverted':
      return whole('as-before', 'reverted, not tried by a login');
    case 'lost':
      return whole('unknown', 'contact lost after a change; an automatic rollback is pending');
    case 'failed':
      return failedFates(report, host, whole);
    case 'ok':
    case 'changed':
      return settledFates(report, host, whole);
  }
}

type Whole = (answer: AnswerWord, reason: string) => LoginFate[];

const beforeApply: readonly string[] = ['connect', 'gather', 'plan', 'prepare', 'stage', 'rehearse'];

/** A host that failed before the apply phase is as before the run; after that only evidence counts. */
function failedFates(report: RunReport, host: HostResult, whole: Whole): readonly LoginFate[] {
  const phase = host.problem?.phase;
  if (report.mode === 'plan') return whole('as-before', 'failed, nothing written');
  if (report.mode === 'verify' && host.logins.length === 0) return whole('unknown', 'no login was tried');
  if (report.mode === 'verify') return settledFates(report, host, whole);
  if (phase !== undefined && beforeApply.includes(phase))
    return whole('as-before', 'failed before logins were touched');
  if (phase === 'converge') return settledFates(report, host, whole);
  return whole('unknown', `failed in ${phase ?? 'an unknown phase'} after a change`);
}

function settledFates(report: RunReport, host: HostResult, whole: Whole): readonly LoginFate[] {
  const changes = host.plan?.changes ?? [];
  if (changes.length === 0 && host.logins.length === 0) return whole('as-before', 'nothing to change');
  const touched = changes.some((planned) => planned.change.risk === 'login');
  if (!touched && host.logins.length === 0) return whole('as-before', 'nothing that decides logins is changed');
  const verdicts = (host.plan?.access ?? []).filter((verdict) => concernsSomeone(host, verdict));
  if (verdicts.length === 0) return whole('unknown', 'no account was looked at');
  return verdicts.map((verdict) => accountFate(report, host, verdict));
}

/** An account that could not log in before, and cannot after, is not locked out by this run. */
function concernsSomeone(host: HostResult, verdict: AccessVerdict): boolean {
  const tried = host.logins.some((login) => login.evidence.account === verdict.account);
  return tried || verdict.before !== 'refused' || verdict.after !== 'refused';
}

function accountFate(report: RunReport, host: HostResult, verdict: AccessVerdict): LoginFate {
  const fate = (answer: AnswerWord, reason: string): LoginFate => ({
    host: host.host,
    account: verdict.account,
    answer,
    reason,
  });
  const lockedOut = unmetLogins(host, verdict.account).find((login) => login.expected.outcome === 'accepted');
  if (lockedOut?.evidence.outcome === 'refused') return fate('no', 'a fresh login was refused');
  if (unmetLogins(host, verdict.account).length > 0) return fate('unknown', 'a fresh login did not go as planned');
  const certainty = certaintyOf(host, verdict);
  if (verdict.after === 'refused')
    return fate('no', `refused ${report.mode === 'plan' ? 'by this plan' : 'by the play'}, ${certainty}`);
  const lost = verdict.origins.find(({ before, after }) => before !== 'refused' && after === 'refused');
  if (lost !== undefined) return fate('no', `refused from ${originText(lost.origin)}, predicted`);
  if (verdict.after === 'unknown' || certainty === 'unknown') return fate('unknown', 'the model cannot tell');
  return fate(certainty, reasonFor(report, certainty));
}

function reasonFor(report: RunReport, certainty: 'predicted' | 'rehearsed' | 'proven'): string {
  if (certainty === 'proven') return 'fresh logins';
  if (certainty === 'rehearsed') return 'staged logins';
  return report.mode === 'plan' ? 'nothing written yet' : 'not tried by a login';
}
