// Whether a PAM stack lets an account in, and what it must show: the stack run once for everything that could be typed at its prompts.
import { causes, type LockOutId } from '../../causes/causes.ts';
import { lacksPassword } from '../../facts/accounts.ts';
import type { PamFactor } from '../../policies/factor.ts';
import { moduleAnswers } from './modules.ts';
import { runCredentials } from './credentials.ts';
import { dispatch, type StackEnding } from './dispatch.ts';
import type { Conversation, ModuleAnswer, PamHost, Person, Typed, Typing } from './question.ts';
import type { Facility, PamStack, StackRule } from './stack.ts';

/**
 * `yes`: with these factors, and no fewer; `place` is the line that decides. `no`: whatever is shown. `unknown`: it depends on what the
 * model does not know; `factors` is the least that may do.
 */
export type PamVerdict =
  | { readonly can: 'yes'; readonly factors: readonly PamFactor[]; readonly place: string }
  | { readonly can: 'unknown'; readonly factors: readonly PamFactor[]; readonly why: string }
  | { readonly can: 'no'; readonly why: string; readonly cause: LockOutId };

/** Everything that decides besides the account. */
export interface PamView {
  /** The name of the service that the stack is of. */
  readonly service: string;
  readonly stack: PamStack;
  readonly host: PamHost;
}

/** One run of a facility. `asked` are all answers that were given on any path, in order. */
export interface Trial {
  readonly endings: readonly StackEnding<Typed | undefined>[] | undefined;
  readonly asked: readonly (readonly [rule: StackRule, answers: readonly ModuleAnswer[]])[];
}

const typings: readonly Typed[] = ['nothing', 'password', 'code', 'password+code'];

/** The typings that need no more than these factors, for a conversation. */
export function typingsOf(factors: readonly PamFactor[], conversation: Conversation): readonly Typing[] {
  const possible = typings.filter((typed) => factorsIn(typed).every((factor) => factors.includes(factor)));
  if (conversation === 'one-password')
    return possible.map((typed) => ({ conversation, atPassword: typed, atCode: typed }));
  return possible.flatMap((atPassword) => possible.map((atCode) => ({ conversation, atPassword, atCode })));
}

function factorsIn(typed: Typed): readonly PamFactor[] {
  if (typed === 'nothing') return [];
  return typed === 'password+code' ? ['password', 'code'] : [typed];
}

/** Runs one facility for one typing. */
export function tryStack(
  rules: readonly StackRule[],
  facility: Facility,
  host: PamHost,
  person: Person,
  typing: Typing,
): Trial {
  const asked: [StackRule, readonly ModuleAnswer[]][] = [];
  const endings = dispatch<Typed | undefined>(rules, undefined, (rule, token) => {
    const given = moduleAnswers(rule, facility, { host, person, typing, token });
    asked.push([rule, given]);
    return given.map((answer) => ({ result: answer.result, state: answer.token ?? token }));
  });
  return { endings, asked };
}

/** How a trial ends: `open` where it hangs on what is not known. */
export function outcome({ endings }: Trial): 'in' | 'out' | 'open' {
  const inside = endings?.filter(({ result }) => result === 'success').length;
  if (inside === undefined) return 'open';
  return inside === 0 ? 'out' : inside === endings?.length ? 'in' : 'open';
}

/** A verdict with the run that decides it; without one where the stack as a whole does. */
export interface PamReasoning {
  readonly verdict: PamVerdict;
  readonly trial: Trial | undefined;
}

/** Fewest factors first, and of as many the one that is easier to come by. */
const shown: readonly (readonly PamFactor[])[] = [[], ['password'], ['code'], ['password', 'code']];

/** The least with which the auth part succeeds. */
export function authenticate({ stack, host }: PamView, person: Person, conversation: Conversation): PamReasoning {
  if (stack.state !== 'known') return { verdict: unusable(stack), trial: undefined };
  let last: Trial | undefined;
  for (const factors of shown) {
    const trials = typingsOf(factors, conversation).map((typing) => tryStack(stack.auth, 'auth', host, person, typing));
    const inside = trials.find((trial) => outcome(trial) === 'in');
    if (inside !== undefined) {
      const then = conversation === 'prompts' ? credentialsVerdict(stack.auth, host, factors) : undefined;
      const place = inside.endings?.[0]?.rule?.place ?? '';
      return { verdict: then ?? { can: 'yes', factors, place }, trial: inside };
    }
    const open = trials.find((trial) => outcome(trial) === 'open');
    if (open !== undefined) return { verdict: { can: 'unknown', factors, why: openReason(open) }, trial: open };
    last = trials.find((_, index) => index === fullTyping(factors, conversation));
  }
  return { verdict: refusal(last, 'auth'), trial: last };
}

/**
 * Why sshd ends a login although PAM has let it in: pam_setcred has the last word. Undefined where it does not. With one password sshd asks
 * both in one process, and then the second call takes the way of the first.
 */
function credentialsVerdict(
  rules: readonly StackRule[],
  host: PamHost,
  factors: readonly PamFactor[],
): PamVerdict | undefined {
  const { endings } = runCredentials(rules, host);
  const failed = endings?.filter(({ result }) => result !== 'success') ?? [];
  if (endings !== undefined && failed.length === 0) return undefined;
  const at = failed[0]?.rule;
  const what = at === undefined ? 'no auth line says yes' : `"${at.text}" at ${at.place} says no`;
  if (endings === undefined || failed.length < endings.length)
    return {
      can: 'unknown',
      factors,
      why: `perhaps PAM takes what is shown and ends the login then: ${what} in pam_setcred`,
    };
  return {
    can: 'no',
    cause: causes.credentialsRefused,
    why: `PAM takes what is shown and ends the login then: ${what} in pam_setcred`,
  };
}

// The trial in which everything that is asked for is shown, where it is asked for.
function fullTyping(factors: readonly PamFactor[], conversation: Conversation): number {
  return typingsOf(factors, conversation).findIndex(
    ({ atPassword, atCode }) => conversation === 'one-password' || (atPassword === 'password' && atCode === 'code'),
  );
}

/** Whether the account part lets the account in, however it showed who it is. */
export function mayLogIn({ stack, host }: PamView, person: Person): PamReasoning {
  if (stack.state !== 'known') return { verdict: unusable(stack), trial: undefined };
  const typing: Typing = { conversation: 'prompts', atPassword: 'nothing', atCode: 'nothing' };
  const trial = tryStack(stack.account, 'account', host, person, typing);
  return { verdict: accountVerdict(trial, person), trial };
}

function accountVerdict(trial: Trial, person: Person): PamVerdict {
  const results = new Set(trial.endings?.map(({ result }) => result));
  const lets = results.has('success');
  const changes = results.has('new_authtok_reqd');
  if (results.size === 1 && lets) return { can: 'yes', factors: [], place: '' };
  if (results.size === 1 && changes) return mustChange(person);
  return trial.endings === undefined || lets || changes ? unknown(openReason(trial)) : refusal(trial, 'account');
}

/** sshd lets such an account in to change its password and for nothing else, which takes the old one. */
function mustChange({ account }: Person): PamVerdict {
  const why = 'its password has expired and must be changed at the next login';
  if (lacksPassword(account)) return { can: 'no', cause: causes.accountClosed, why: `${why}, and it has none` };
  return unknown(why);
}

function unknown(why: string): PamVerdict {
  return { can: 'unknown', factors: [], why };
}

function unusable({ state, reason }: Exclude<PamStack, { readonly state: 'known' }>): PamVerdict {
  return state === 'unread' ? unknown(reason) : { can: 'no', cause: causes.pamStackUnfit, why: reason };
}

/** Names the first line whose answer is open. */
export function openReason({ asked }: Trial): string {
  const found = asked.find(([, given]) => given.length > 1);
  if (found === undefined) return 'the PAM service has more lines than can be followed';
  const [rule, given] = found;
  const about = given.find(({ why }) => why !== undefined)?.why?.why;
  return `what "${rule.text}" at ${rule.place} says of it is not known${about === undefined ? '' : `: perhaps ${about}`}`;
}

/** Why a trial let nobody in. */
export function refusal(trial: Trial | undefined, facility: Facility): Extract<PamVerdict, { readonly can: 'no' }> {
  const place = trial?.endings?.[0]?.rule?.place;
  const reasons = trial?.asked.flatMap(([rule, given]) =>
    given.flatMap(({ result, why }) => (why === undefined ? [] : [{ rule, why, action: rule.control[result] }])),
  );
  // What a gate says is not what keeps somebody out where a line behind it does.
  const first = reasons?.find(({ action }) => action === 'bad' || action === 'die') ?? reasons?.[0];
  if (first !== undefined) return { can: 'no', cause: first.why.cause, why: `${first.why.why} (${first.rule.place})` };
  if (place !== undefined) return refusedAt(place, trial);
  const cause = facility === 'auth' ? causes.nullokAlone : causes.accountClosed;
  return { can: 'no', cause, why: `no ${facility} line of the PAM service says yes to it` };
}

/** A jump that leads to a refusal was counted for other lines than stand there now. */
function refusedAt(place: string, trial: Trial | undefined): Extract<PamVerdict, { readonly can: 'no' }> {
  const why = `the PAM service refuses it at ${place}`;
  const jump = trial?.asked.find(([{ control }, given]) =>
    given.some(({ result }) => typeof control[result] === 'number'),
  )?.[0];
  if (jump === undefined) return { can: 'no', cause: causes.pamStackUnfit, why };
  return { can: 'no', cause: causes.jumpLeadsElsewhere, why: `${why}, where "${jump.text}" at ${jump.place} leads` };
}
