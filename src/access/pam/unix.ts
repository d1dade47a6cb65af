// pam_unix(8): the password, and whether account and password have expired.
import { causes } from '../../causes/causes.ts';
import { lacksPassword, type Account } from '../../facts/accounts.ts';
import type { ModuleAnswer, PamHost, Question, Why } from './question.ts';

const wrong = 'auth_err';

/** The auth part. It asks for the password unless a module before it did, or the account has none and needs none. */
export function unixAuth({ args, person, typing, token }: Question): readonly ModuleAnswer[] {
  const { password } = person.account;
  const takesEmpty = args.includes('nullok') || args.includes('nullok_secure') ? person.emptyPasswords : 'no';
  if (password === 'none' && takesEmpty === 'yes') return [{ result: 'success' }];
  const typed = token ?? (args.includes('use_first_pass') ? undefined : typing.atPassword);
  const refusal: ModuleAnswer = { result: wrong, token: typed, why: withoutPassword(person.account) };
  const mayBeEmpty = takesEmpty !== 'no' && (password === 'none' || password === 'unknown');
  const isRight = typed === 'password' && (password === 'set' || password === 'unknown');
  if (isRight && password === 'set') return [{ result: 'success', token: typed }];
  return isRight || mayBeEmpty ? [refusal, { result: 'success', token: typed }] : [refusal];
}

function withoutPassword(account: Account): Why | undefined {
  if (lacksPassword(account)) return { cause: causes.noPassword, why: 'it has no password' };
  return account.password === 'none'
    ? { cause: causes.noPassword, why: 'its password is empty, which is not taken' }
    : undefined;
}

/** The account part: shadow(5) as check_shadow_expiry in passverify.c reads it. */
export function unixAccount({ args, person: { account }, host, typing }: Question): readonly ModuleAnswer[] {
  if (account.password === 'unknown' && account.aging === undefined) {
    return [{ result: 'success' }, { result: 'acct_expired' }, { result: 'new_authtok_reqd' }];
  }
  const answers = agingAnswers(account, host);
  if (!args.includes('no_pass_expiry')) return answers;
  // Then only a password that pam_unix itself took may expire.
  const mayCount = typing.atPassword === 'password';
  return answers.flatMap((answer) => {
    if (answer.result !== 'new_authtok_reqd' && answer.result !== 'authtok_expired') return [answer];
    return mayCount ? [answer, { result: 'success' }] : [{ result: 'success' }];
  });
}

const expired: ModuleAnswer = {
  result: 'acct_expired',
  why: { cause: causes.accountClosed, why: 'the account has expired' },
};
const tooLate: ModuleAnswer = {
  result: 'authtok_expired',
  why: { cause: causes.accountClosed, why: 'its password expired so long ago that it cannot be changed any more' },
};
const change: ModuleAnswer = {
  result: 'new_authtok_reqd',
  why: { cause: causes.accountClosed, why: 'its password has expired and must be changed' },
};

function agingAnswers({ aging }: Account, { today }: PamHost): readonly ModuleAnswer[] {
  if (aging === undefined) return [{ result: 'success' }];
  const { changed, maximum, inactive, expires } = aging;
  if (today === undefined) {
    const mayChange = changed === 0 || maximum !== undefined;
    return [...(expires === undefined ? [] : [expired]), ...(mayChange ? [change] : []), { result: 'success' }];
  }
  if (expires !== undefined && today >= expires) return [expired];
  if (changed === 0) return [change];
  if (changed === undefined || today < changed || maximum === undefined) return [{ result: 'success' }];
  const passed = today - changed;
  // Releases differ by a day in what counts as later.
  if (inactive !== undefined && passed > maximum + inactive) return [tooLate];
  if (inactive !== undefined && passed === maximum + inactive) return [tooLate, change];
  if (passed > maximum) return [change];
  return passed === maximum ? [change, { result: 'success' }] : [{ result: 'success' }];
}
