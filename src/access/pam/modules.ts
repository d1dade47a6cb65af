// The PAM modules that the model knows, by name: what each answers, from its source. Every other one may answer anything.
import { causes } from '../../causes/causes.ts';
import { moduleName } from '../../formats/pam-config.ts';
import { pamResults, type PamResult } from '../../formats/pam-control.ts';
import { access, type TableQuestion } from './access.ts';
import { codeAuth } from './google-authenticator.ts';
import { listfile } from './listfile.ts';
import { always, unlessKeptOut, type Model, type ModuleAnswer, type PamHost, type Question } from './question.ts';
import type { Facility, StackRule } from './stack.ts';
import { succeedIf } from './succeed-if.ts';
import { time } from './time.ts';
import { unixAccount, unixAuth } from './unix.ts';

/** A facility that is left out is one that the module does not have: libpam answers `module_unknown` for it. */
type Models = Readonly<Partial<Record<Facility, Model>>>;

const both = (model: Model): Models => ({ auth: model, account: model });
/** pam_sm_authenticate(3) has no new_authtok_reqd: whether a password must be changed is the account part's to say. */
const anything: Readonly<Record<Facility, Model>> = {
  auth: always(...pamResults.filter((result) => result !== 'new_authtok_reqd')),
  account: always(...pamResults),
};

/** The module that asks for one-time codes. */
export const codeModule = 'pam_google_authenticator.so';

const models: ReadonlyMap<string, Models> = new Map([
  ['pam_unix.so', { auth: unixAuth, account: unixAccount }],
  [codeModule, { auth: codeAuth }],
  ['pam_succeed_if.so', both(succeedIf)],
  ['pam_permit.so', both(always('success'))],
  ['pam_deny.so', both(always('auth_err'))],
  ['pam_debug.so', { auth: debug('auth'), account: debug('acct') }],
  ['pam_env.so', { auth: always('ignore'), account: always('service_err') }],
  ['pam_faildelay.so', { auth: always('ignore') }],
  ['pam_echo.so', both(always('ignore'))],
  ['pam_warn.so', both(always('ignore'))],
  ['pam_group.so', { auth: always('ignore') }],
  ['pam_nologin.so', both(nologin)],
  ['pam_shells.so', both(shells)],
  ['pam_securetty.so', both(securetty)],
  // sshd asks PAM as root, for every account.
  ['pam_rootok.so', both(always('success', 'auth_err'))],
  ['pam_access.so', both(asksTables(access))],
  ['pam_listfile.so', both(asksTables(listfile))],
  // These look at files that no fact is about.
  ['pam_localuser.so', both(always('success', 'perm_denied'))],
  ['pam_usertype.so', both(always('success', 'auth_err'))],
  ['pam_sepermit.so', both(always('success', 'auth_err', 'ignore'))],
  ['pam_time.so', { account: time }],
  ['pam_wheel.so', both(always('success', 'perm_denied', 'auth_err', 'ignore'))],
  ['pam_cap.so', { auth: always('success', 'auth_err', 'ignore') }],
  ['pam_faillock.so', { auth: faillock, account: always('success') }],
  ...['pam_sss.so', 'pam_ldap.so', 'pam_krb5.so', 'pam_winbind.so'].map((name): readonly [string, Models] => [
    name,
    { auth: elsewhere, account: anything.account },
  ]),
]);

/** All answers that the module of a rule may give. */
export function moduleAnswers(
  rule: StackRule,
  facility: Facility,
  question: Omit<Question, 'args' | 'control'>,
): readonly ModuleAnswer[] {
  const asked = { ...question, args: rule.args, control: rule.control };
  const missing: ModuleAnswer = {
    result: 'module_unknown',
    why: { cause: causes.moduleMissing, why: `${moduleName(rule.module)} is not installed` },
  };
  switch (isInstalled(question.host, rule.module)) {
    case 'no':
      return [missing];
    case 'unknown':
      return anything[facility](asked);
    case 'yes': {
      const known = models.get(moduleName(rule.module));
      if (known === undefined) return anything[facility](asked);
      return known[facility]?.(asked) ?? [{ result: 'module_unknown' }];
    }
  }
}

/** Whether libpam finds a module where it looks for them. */
export function isInstalled({ modules }: Pick<PamHost, 'modules'>, module: string): 'yes' | 'no' | 'unknown' {
  if (modules.size === 0) return 'unknown';
  if (!module.startsWith('/')) return [...modules].some((path) => path.endsWith(`/${module}`)) ? 'yes' : 'no';
  return modules.has(module.replace(/^\/usr/, '')) ? 'yes' : 'unknown';
}

function debug(event: string): Model {
  return ({ args }) => {
    const word = args.find((arg) => arg.startsWith(`${event}=`))?.slice(event.length + 1);
    return [{ result: pamResults.find((result) => result === word) ?? 'success' }];
  };
}

function nologin({ args, host, person: { account } }: Question): readonly ModuleAnswer[] {
  if (args.some((arg) => arg.startsWith('file='))) return [{ result: 'ignore' }, { result: 'auth_err' }];
  if (host.nologin && account.uid !== 0) {
    return [{ result: 'auth_err', why: { cause: causes.accountClosed, why: '/etc/nologin exists' } }];
  }
  return [{ result: args.includes('successok') ? 'success' : 'ignore' }];
}

function shells({ control, host, person: { account, anybody } }: Question): readonly ModuleAnswer[] {
  const refusal: ModuleAnswer = {
    result: 'auth_err',
    why: { cause: causes.accountClosed, why: `its shell ${account.shell} is not in /etc/shells` },
  };
  if (anybody === true) return unlessKeptOut(control, [refusal, { result: 'success' }]);
  if (host.shells === undefined) return [refusal, { result: 'success' }];
  return host.shells.includes(account.shell === '' ? '/bin/sh' : account.shell) ? [{ result: 'success' }] : [refusal];
}

function asksTables(module: (question: TableQuestion) => readonly ModuleAnswer[]): Model {
  return ({ args, control, host, person: { account, anybody, client } }) =>
    module({ args, control, host, account: anybody === true ? undefined : account, client });
}

function securetty({ person: { account } }: Question): readonly ModuleAnswer[] {
  return account.uid === 0 ? [{ result: 'success' }, { result: 'auth_err' }] : [{ result: 'success' }];
}

/** Nobody has failed too often: what lets up by itself is no lock-out. */
function faillock({ args }: Question): readonly ModuleAnswer[] {
  if (args.includes('authfail')) return [{ result: 'ignore' }];
  return args.includes('preauth') || args.includes('authsucc')
    ? [{ result: 'success' }]
    : [{ result: 'ignore' }, { result: 'success' }];
}

/** Directories elsewhere take a password or refuse; nobody here knows whose it is. */
function elsewhere({ args, typing, token }: Question): readonly ModuleAnswer[] {
  const typed = token ?? (args.includes('use_first_pass') ? undefined : typing.atPassword);
  const refusals = (['auth_err', 'user_unknown', 'authinfo_unavail', 'ignore'] satisfies readonly PamResult[]).map(
    (result): ModuleAnswer => ({ result, token: typed }),
  );
  return typed === 'password' || typed === 'password+code'
    ? [...refusals, { result: 'success', token: typed }]
    : refusals;
}
