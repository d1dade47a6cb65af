// pam_google_authenticator: the one-time code. Its options and what it makes of state files, from pam_google_authenticator.c.
import { causes } from '../../causes/causes.ts';
import { moduleStateFile, placeOptions, readsFrom } from '../../formats/state-file.ts';
import type { Enrolled } from '../enrolled.ts';
import type { ModuleAnswer, Question, Typed, Why } from './question.ts';

const flags: readonly string[] = [
  ...['nullok', 'no_strict_owner', 'noskewadj', 'no_increment_hotp', 'allow_readonly', 'debug'],
  ...['try_first_pass', 'use_first_pass', 'forward_pass', 'echo_verification_code', 'echo-verification-code'],
];
const values = /^(?:secret|user|authtok_prompt|allowed_perm|grace_period)=/;

/** Options with which a code is weaker than the state file says. */
export const weakening = /^(?:allow_readonly$|no_strict_owner$|allowed_perm=|grace_period=)/;
/** The option with which secrets are kept, or asked for, in another way than Keyturn does on a host with its state files there. */
export function otherWay(args: readonly string[], stateFile: string): string | undefined {
  const isOurs = readsFrom(args, stateFile);
  return args.find((arg) => /^user=|_pass$/.test(arg) || (arg.startsWith('secret=') && !isOurs));
}

/** The option that the module does not know, which makes it refuse every code. */
export function unknownOption(args: readonly string[]): string | undefined {
  return args.find((arg) => !flags.includes(arg) && !values.test(arg));
}

/** The auth part, the only one that the module has. */
export function codeAuth(question: Question): readonly ModuleAnswer[] {
  const { args } = question;
  const option = unknownOption(args);
  if (option !== undefined)
    return refused({ cause: causes.unknownOption, why: `the module for codes does not know the option "${option}"` });
  const typed = typedCode(question);
  const state = stateSeen(question);
  const nullok = args.includes('nullok');
  // Within the period, an address from which a code was right lately needs none; or where the file says so.
  const isGraced = args.some((arg) => arg.startsWith('grace_period=')) && state.state !== 'absent';
  const isNamed = state.state === 'valid' && state.graced !== undefined;
  const grace: readonly ModuleAnswer[] = isGraced || isNamed ? [{ result: 'success' }] : [];
  if (state.state === 'absent' && nullok) return [{ result: 'ignore' }];
  const refusal = refused(whyNot(state));
  if (state.state === 'absent') return refusal;
  if (state.state === 'unknown') {
    const ignored: readonly ModuleAnswer[] = nullok ? [{ result: 'ignore' }] : [];
    return [...refusal, ...ignored, ...grace, ...(typed.right ? [success(typed.rest)] : [])];
  }
  if (state.state === 'invalid' || !typed.right) return [...refusal, ...grace];
  return [success(typed.rest)];
}

function success(token: Typed | undefined): ModuleAnswer {
  return token === undefined ? { result: 'success' } : { result: 'success', token };
}

function refused(why: Why | undefined): readonly ModuleAnswer[] {
  return [{ result: 'auth_err', ...(why !== undefined && { why }) }];
}

function whyNot(state: Enrolled): Why | undefined {
  if (state.state === 'absent') return { cause: causes.notEnrolled, why: 'it is not enrolled for one-time codes' };
  return state.state === 'invalid' ? { cause: state.cause, why: state.reason } : undefined;
}

/** The state file that these options lead to; the fact is about the family's own and its strict rules. */
function stateSeen({ args, person: { enrolled }, host }: Question): Enrolled {
  const isOurs = readsFrom(args, host.stateFile);
  const other = args.find((arg) => (arg.startsWith('secret=') && !isOurs) || arg.startsWith('user='));
  if (other === undefined && !isOurs) {
    return {
      ...{ state: 'unknown', cause: causes.stateFileNotTaken },
      reason: `the module reads ~/${moduleStateFile} and Keyturn has looked at ~/${host.stateFile}`,
      help: `give the module's line the option "${placeOptions(host.stateFile).join(' ')}", or let Keyturn write the line`,
    };
  }
  if (other !== undefined) return elsewhereUnseen(other);
  const weaker = args.find((arg) => weakening.test(arg));
  return enrolled.state === 'invalid' && weaker !== undefined ? elsewhereUnseen(weaker) : enrolled;
}

function elsewhereUnseen(option: string): Enrolled {
  const [name = ''] = option.split('=', 1);
  return {
    ...{ state: 'unknown', cause: causes.stateFileNotTaken },
    reason: `which state files the module takes is not known where it has the option "${name}"`,
    help: `see what "${name}" is there for, or let Keyturn write the line`,
  };
}

/** Whether the right code reaches the module, and what it leaves for the others. */
function typedCode({ args, typing, token }: Question): { readonly right: boolean; readonly rest?: Typed | undefined } {
  const forwards = args.includes('forward_pass');
  const first = args.includes('use_first_pass') || args.includes('try_first_pass');
  if (first && token !== undefined && token.endsWith('code')) return { right: true, ...(forwards ? rest(token) : {}) };
  if (args.includes('use_first_pass')) return { right: false };
  // sshd has no answer to a prompt that echoes when it was given a password.
  if (typing.conversation === 'one-password' && args.some((arg) => /^echo.verification.code$/.test(arg))) {
    return { right: false };
  }
  const { atCode } = typing;
  if (atCode === 'code') return { right: true, ...(forwards ? rest(atCode) : {}) };
  return atCode === 'password+code' && forwards ? { right: true, ...rest(atCode) } : { right: false };
}

function rest(typed: Typed): { readonly rest: Typed } {
  return { rest: typed === 'password+code' ? 'password' : 'nothing' };
}
