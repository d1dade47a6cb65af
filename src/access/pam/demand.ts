// What a PAM service asks of anybody: whether a one-time code is needed, and whether a password is needed too.
import { causes, type RefusalId } from '../../causes/causes.ts';
import type { Account } from '../../facts/accounts.ts';
import type { PamService } from '../../facts/pam-service.ts';
import { moduleName } from '../../formats/pam-config.ts';
import type { PamFactor } from '../../policies/factor.ts';
import { otherWay, weakening } from './google-authenticator.ts';
import { openReason, outcome, refusal, tryStack, typingsOf, type Trial } from './login.ts';
import { codeModule } from './modules.ts';
import type { PamHost, Person, Why } from './question.ts';
import { pamStack, type StackRule } from './stack.ts';

/**
 * How the service treats one-time codes. `weak` lets somebody past without a code, or breaks the module: all accounts alike, or `some`
 * of them, by their name, group or shell.
 */
export type CodeDemand =
  | { readonly demand: 'none' | 'required' }
  | { readonly demand: 'weak'; readonly cause: RefusalId; readonly reason: string; readonly for: 'all' | 'some' };

/** What "nullok" does to an account without a state file; `none` where the option is not set. */
export type Nullok = 'none' | 'lets-in' | 'refuses' | 'unknown';

/**
 * `problem` is why nobody can be sure to get in, whatever they show. `byAccount`: a line looks at who it is, so that the problem, or the
 * password, may be for some only: each account says by itself.
 */
export interface ServiceDemand {
  readonly code: CodeDemand;
  readonly nullok: Nullok;
  readonly password: boolean;
  readonly problem: Why | undefined;
  readonly byAccount: boolean;
  /** The line that asks for a code once more. */
  readonly second?: StackRule;
}

interface Situation {
  readonly rules: readonly StackRule[];
  readonly host: PamHost;
  /** Accounts whose names, numbers, groups and shells are looked at. */
  readonly people: readonly Account[];
}

/**
 * Reads the auth part of the service, with another text of its own file where a plan writes one. `people` are the accounts that matter,
 * where all of them are known: then a line that treats some accounts otherwise counts only where it does so to one of them.
 */
export function demandOf(
  service: PamService,
  text = service.text,
  people: readonly Account[] = [anybody],
): ServiceDemand {
  const stack = pamStack(service, text);
  if (stack.state !== 'known') {
    const problem = { cause: causes.pamStackUnfit, why: stack.reason };
    return { code: { demand: 'none' }, nullok: 'none', password: false, problem, byAccount: false };
  }
  // Whether the module is there is another question.
  const modules = new Set([...service.modules, `/lib/security/${codeModule}`]);
  const { tables, stateFile, service: name } = service;
  const moment = { today: undefined, now: undefined };
  const host = { modules, stateFile, nologin: false, shells: undefined, tables, service: name, ...moment };
  const situation = { rules: stack.auth, host, people };
  const rule = stack.auth.find(isCodeRule);
  if (rule === undefined) return { code: { demand: 'none' }, nullok: 'none', ...passwordDemand(situation) };
  const nullok = nullokOf(situation, rule);
  return { code: codeDemand(situation, rule, nullok), nullok, ...passwordDemand(situation) };
}

function isCodeRule({ kind, module }: StackRule): boolean {
  return kind === 'module' && moduleName(module) === codeModule;
}

function codeDemand(situation: Situation, rule: StackRule, nullok: Nullok): CodeDemand {
  const past = trials(situation, enrolled, ['password']).filter((trial) => outcome(trial) !== 'out');
  const whom = past.some((trial) => outcome(trial) === 'in') ? 'all' : 'some';
  const before = past.find(
    (trial) => !trial.asked.some(([one]) => one === rule) || jumpOver(situation.rules, trial, rule) !== undefined,
  );
  if (before !== undefined) {
    const { line, what } = wayAround(situation.rules, before, rule);
    return weak(causes.pastTheCode, `${line} stands before the code and ${what}`, whom);
  }
  const [around] = past;
  if (around !== undefined && !isDemanding(rule))
    return weak(causes.codeNotRequired, `${quoted(rule)} does not make the code "required"`);
  if (around !== undefined && !isGraceful(rule))
    return weak(causes.pastTheCode, `${ender(around)} may let people past the code`, whom);
  if (nullok === 'refuses') {
    const reason = `"nullok" at ${rule.place} leaves it to other lines to let those in who have no state file, and none does`;
    return weak(causes.nullokAlone, reason);
  }
  if (nullok !== 'none') {
    return weak(causes.nullok, `"nullok" at ${rule.place} lets everybody in who has no state file`);
  }
  const dangerous = rule.args.find((arg) => weakening.test(arg));
  if (dangerous !== undefined) return weak(causes.weakeningOption, `"${dangerous}" at ${rule.place} weakens the code`);
  const other = otherWay(rule.args, situation.host.stateFile);
  if (other === undefined) return { demand: 'required' };
  const what = 'keeps secrets, or asks for them, in another way than Keyturn does';
  return weak(causes.pamDoesNotAsk, `"${other}" at ${rule.place} ${what}`);
}

function weak(cause: RefusalId, reason: string, whom: 'all' | 'some' = 'all'): CodeDemand {
  return { demand: 'weak', cause, reason, for: whom };
}

/** The module ignores an account without a state file under `nullok`, and a stack that only ignores refuses. */
function nullokOf(situation: Situation, { args }: StackRule): Nullok {
  if (!args.includes('nullok')) return 'none';
  const outcomes = trials(situation, notEnrolled, ['password']).map(outcome);
  if (outcomes.includes('in')) return 'lets-in';
  return outcomes.includes('open') ? 'unknown' : 'refuses';
}

/** The line by which a run gets around the code without asking for it: one that jumps over it, or that ends the stack before it. */
function wayAround(
  rules: readonly StackRule[],
  trial: Trial,
  code: StackRule,
): { readonly line: string; readonly what: string } {
  const jump = jumpOver(rules, trial, code);
  if (jump !== undefined) return { line: quoted(jump), what: 'may jump over it' };
  const end = trial.endings?.find(({ result }) => result === 'success')?.rule;
  return { line: end === undefined ? 'a line' : quoted(end), what: 'may end the stack' };
}

function jumpOver(rules: readonly StackRule[], { asked }: Trial, code: StackRule): StackRule | undefined {
  const at = rules.indexOf(code);
  const jump = asked.findLast(([rule, given]) => {
    const from = rules.indexOf(rule);
    return given.some(({ result }) => {
      const action = rule.control[result];
      return from < at && typeof action === 'number' && from + action >= at;
    });
  });
  return jump?.[0];
}

/** Modules that answer by name, group, shell or where the login comes from. */
const gates = ['succeed_if', 'listfile', 'access', 'shells', 'localuser', 'usertype', 'wheel'].map(
  (name) => `pam_${name}.so`,
);

function passwordDemand(situation: Situation): Omit<ServiceDemand, 'code' | 'nullok'> {
  const withCode = trials(situation, withoutPassword, ['code']);
  const withBoth = trials(situation, enrolled, ['password', 'code']);
  const twice = [...withCode, ...withBoth].flatMap(secondCode)[0];
  if (twice !== undefined) {
    const why = `${quoted(twice)} asks for a second code: the module takes none twice, and a new one comes with the next half minute`;
    return { password: false, problem: { cause: causes.pamStackUnfit, why }, byAccount: false, second: twice };
  }
  const byAccount = situation.rules.some(({ module }) => gates.includes(moduleName(module)));
  const isIn = (trial: Trial): boolean => outcome(trial) === 'in';
  if (withCode.some(isIn)) return { password: false, problem: undefined, byAccount };
  if (withBoth.some(isIn)) return { password: true, problem: undefined, byAccount };
  const open = [...withCode, ...withBoth].find((trial) => outcome(trial) === 'open');
  if (open !== undefined) {
    return { password: false, problem: { cause: causes.pamStackUnfit, why: openReason(open) }, byAccount };
  }
  const { cause, why } = refusal(withBoth.at(-1), 'auth');
  return { password: false, problem: { cause, why }, byAccount };
}

/** The line at which somebody who gets in was asked once more. */
function secondCode(trial: Trial): readonly StackRule[] {
  if (outcome(trial) !== 'in') return [];
  const asked = new Set(trial.asked.flatMap(([rule, given]) => (isCodeRule(rule) && given.length === 1 ? [rule] : [])));
  return [...asked].slice(1, 2);
}

function trials({ rules, host, people }: Situation, as: As, factors: readonly PamFactor[]): readonly Trial[] {
  return people.flatMap((account) =>
    typingsOf(factors, 'prompts').map((typing) => tryStack(rules, 'auth', host, as(account), typing)),
  );
}

/** Whether the line by itself makes a wrong code, or none, keep somebody out. Other lines may do so in its place. */
export function isDemanding({ control }: StackRule): boolean {
  return control.success === 'ok' && (control.auth_err === 'bad' || control.auth_err === 'die');
}

/** Within a grace period the module itself says yes without a code. */
function isGraceful({ args }: StackRule): boolean {
  return args.some((arg) => arg.startsWith('grace_period='));
}

function ender({ endings }: Trial): string {
  const rule = endings?.find(({ result }) => result === 'success')?.rule;
  return rule === undefined ? 'a line' : quoted(rule);
}

function quoted({ text, place }: StackRule): string {
  return `"${text}" at ${place}`;
}

/** Stands for all accounts, whatever their names, numbers, groups and shells. */
const anybody: Account = {
  ...{ name: '', uid: 1000, gid: 1000, home: '', shell: '', loginCapable: true, groups: [] },
  ...{ keyFiles: [], hidden: [], password: 'set' },
};

/** What an account has is not asked here, but who it is. */
type As = (account: Account) => Person;
const enrolled: As = (account) => ({
  account: { ...account, password: 'set', aging: undefined },
  anybody: account === anybody,
  enrolled: { state: 'valid' },
  emptyPasswords: 'no',
});
const notEnrolled: As = (account) => ({ ...enrolled(account), enrolled: { state: 'absent' } });
const withoutPassword: As = (account) => ({
  ...enrolled(account),
  account: { ...account, password: 'unusable', aging: undefined },
});
