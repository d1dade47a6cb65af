// What a PAM service asks of anybody: whether a one-time code is needed, and whether a password is needed too.
import { causes, type RefusalId } from '../../causes/causes.ts';
import type { Account } from '../../facts/accounts.ts';
import type { PamService } from '../../facts/pam-service.ts';
import { moduleName } from '../../formats/pam-config.ts';
import type { PamFactor } from '../../policies/factor.ts';
import { elsewhere, weakening } from './google-authenticator.ts';
import { openReason, outcome, refusal, tryStack, typingsOf, type Trial } from './login.ts';
import { codeModule } from './modules.ts';
import type { PamHost, Person, Why } from './question.ts';
import { pamStack, type StackRule } from './stack.ts';

/** How the service treats one-time codes. `weak` lets somebody past without a code, or breaks the module. */
export type CodeDemand =
  | { readonly demand: 'none' | 'required' }
  | { readonly demand: 'weak'; readonly cause: RefusalId; readonly reason: string };

/** `problem` is why nobody can be sure to get in, whatever they show. */
export interface Demand {
  readonly code: CodeDemand;
  readonly password: boolean;
  readonly problem: Why | undefined;
}

interface Situation {
  readonly rules: readonly StackRule[];
  readonly host: PamHost;
}

/** Reads the auth part of the service, with another text of its own file where a plan writes one. */
export function demandOf(service: PamService, text = service.text): Demand {
  const stack = pamStack(service, text);
  if (stack.state !== 'known')
    return { code: { demand: 'none' }, password: false, problem: { cause: causes.pamStackUnfit, why: stack.reason } };
  // Whether the module is there is another question.
  const modules = new Set([...service.modules, `/lib/security/${codeModule}`]);
  const situation = { rules: stack.auth, host: { modules, nologin: false, shells: undefined, today: undefined } };
  const rule = stack.auth.find(({ kind, module }) => kind === 'module' && moduleName(module) === codeModule);
  const code = rule === undefined ? { demand: 'none' as const } : codeDemand(situation, rule);
  return { code, ...passwordDemand(situation) };
}

function codeDemand(situation: Situation, rule: StackRule): CodeDemand {
  const weak = (cause: RefusalId, reason: string): CodeDemand => ({ demand: 'weak', cause, reason });
  const past = trials(situation, enrolled, ['password']).filter((trial) => outcome(trial) !== 'out');
  const before = past.find(({ asked }) => !asked.some(([one]) => one === rule));
  if (before !== undefined)
    return weak(causes.pastTheCode, `${ender(before)} stands before the code and may end the stack`);
  if (!isDemanding(rule)) return weak(causes.codeNotRequired, `"${rule.text}" does not make the code "required"`);
  const [around] = past;
  if (around !== undefined && !isGraceful(rule))
    return weak(causes.pastTheCode, `${ender(around)} may let people past the code`);
  if (rule.args.includes('nullok')) return nullok(situation);
  const dangerous = rule.args.find((arg) => weakening.test(arg));
  if (dangerous !== undefined) return weak(causes.weakeningOption, `"${dangerous}" weakens the code`);
  const other = rule.args.find((arg) => elsewhere.test(arg));
  if (other === undefined) return { demand: 'required' };
  return weak(causes.pamDoesNotAsk, `"${other}" keeps secrets, or asks for them, in another way than Keyturn does`);
}

/** The module ignores an account without a state file under `nullok`, and a stack that only ignores refuses. */
function nullok(situation: Situation): CodeDemand {
  const lets = trials(situation, notEnrolled, ['password']).some((trial) => outcome(trial) !== 'out');
  if (lets) return { demand: 'weak', cause: causes.nullok, reason: '"nullok" lets everybody in who has no state file' };
  return {
    demand: 'weak',
    cause: causes.nullokAlone,
    reason: '"nullok" leaves it to other lines to let those in who have no state file, and none does',
  };
}

function passwordDemand(situation: Situation): Omit<Demand, 'code'> {
  const withCode = trials(situation, withoutPassword, ['code']);
  if (withCode.some((trial) => outcome(trial) === 'in')) return { password: false, problem: undefined };
  const withBoth = trials(situation, enrolled, ['password', 'code']);
  if (withBoth.some((trial) => outcome(trial) === 'in')) return { password: true, problem: undefined };
  const open = [...withCode, ...withBoth].find((trial) => outcome(trial) === 'open');
  if (open !== undefined) return { password: false, problem: { cause: causes.pamStackUnfit, why: openReason(open) } };
  const { cause, why } = refusal(withBoth.at(-1), 'auth');
  return { password: false, problem: { cause, why } };
}

function trials({ rules, host }: Situation, person: Person, factors: readonly PamFactor[]): readonly Trial[] {
  return typingsOf(factors, 'prompts').map((typing) => tryStack(rules, 'auth', host, person, typing));
}

/** Whether a wrong code, and none at all, keeps somebody out, and a right one does not let in by itself. */
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

const account: Account = {
  ...{ name: '', uid: 1000, gid: 1000, home: '', shell: '', loginCapable: true, groups: [] },
  ...{ authorizedKeys: 'unknown', keyFiles: [], password: 'set' },
};
const enrolled: Person = { account, anybody: true, enrolled: { state: 'valid' }, emptyPasswords: 'no' };
const notEnrolled: Person = { ...enrolled, enrolled: { state: 'absent' } };
const withoutPassword: Person = { ...enrolled, account: { ...account, password: 'unusable' } };
