// What the lines of sshd's PAM service were asked about one account, in order, and what each came to.
import type { Login } from '../means.ts';
import type { PamReasoning, PamVerdict } from '../pam/login.ts';
import { accountReasoning, pamReasoning } from '../pam/means.ts';
import type { ModuleAnswer } from '../pam/question.ts';
import { listsOf } from '../way-in.ts';

/** One run of a part of the service. `comesTo` is `takes` with factors, `yes` where none are needed, `no`, or `unknown`. */
export interface PamRun {
  readonly part: string;
  readonly comesTo: string;
  readonly why: string;
  readonly steps: readonly PamStep[];
}

/** A line that was asked. Several answers are possible ones. */
export interface PamStep {
  readonly place: string;
  readonly text: string;
  readonly answer: string;
}

/** The runs that the account's lists lead to: for each method that asks PAM, and for the account itself. None without UsePAM. */
export function pamRuns(login: Login): readonly PamRun[] {
  const { settings } = login;
  const isOn = (value: string): boolean => value.toLowerCase() === 'yes';
  if (!isOn(settings.usePam.value)) return [];
  const methods = listsOf(settings).flatMap((list) => list.split(','));
  const asks = (method: string): boolean => methods.some((name) => name.split(':')[0] === method);
  const prompts = asks('keyboard-interactive') && isOn(settings.kbdint.value);
  const password = asks('password') && isOn(settings.password.value);
  return [
    ...(prompts ? [run('auth, for keyboard-interactive', pamReasoning(login, 'prompts'))] : []),
    ...(password ? [run('auth, for password', pamReasoning(login, 'one-password'))] : []),
    run('account', accountReasoning(login)),
  ];
}

function run(part: string, { verdict, trial }: PamReasoning): PamRun {
  const steps = (trial?.asked ?? []).map(([{ place, text }, answers]) => ({
    place,
    text,
    answer: answerText(answers),
  }));
  // A line is asked again on every path that leads to it.
  const distinct = [...new Map(steps.map((step) => [JSON.stringify(step), step])).values()];
  return { part, comesTo: comesTo(verdict), why: verdict.can === 'yes' ? '' : verdict.why, steps: distinct };
}

function comesTo(verdict: PamVerdict): string {
  if (verdict.can !== 'yes') return verdict.can;
  return verdict.factors.length === 0 ? 'yes' : `takes ${verdict.factors.join('+')}`;
}

/** What an unknown module may answer is not listed. */
const mostAnswers = 3;

function answerText(answers: readonly ModuleAnswer[]): string {
  if (answers.length > mostAnswers) return 'not known';
  const words = answers.map(({ result, why }) => (why === undefined ? result : `${result}: ${why.why}`));
  return [...new Set(words)].join(' or ');
}
