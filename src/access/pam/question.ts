// What a PAM module is asked about one login, and what it may answer.
import type { LockOutId } from '../../causes/causes.ts';
import type { Account } from '../../facts/accounts.ts';
import type { LocalTime, PamTable } from '../../facts/pam-service.ts';
import type { PamControl, PamResult } from '../../formats/pam-control.ts';
import type { Enrolled } from '../enrolled.ts';
import type { Client } from './access-client.ts';

/** What somebody types at a prompt, or what a module hands on to the next: the right thing, or nothing that is right. */
export type Typed = 'nothing' | 'password' | 'code' | 'password+code';

/** How sshd passes prompts on: one by one, or the client's one password as the answer to all of them. */
export type Conversation = 'prompts' | 'one-password';

/** What is typed at prompts for the password, and at prompts for the code. */
export interface Typing {
  readonly conversation: Conversation;
  readonly atPassword: Typed;
  readonly atCode: Typed;
}

/** What modules look at on the host besides the account. */
export interface PamHost {
  /** Paths of modules, without a leading `/usr`. */
  readonly modules: ReadonlySet<string>;
  /** An account's state file below its home: the one that is known. */
  readonly stateFile: string;
  /** Whether /etc/nologin exists, or /run/nologin. */
  readonly nologin: boolean;
  /** The lines of /etc/shells; undefined when nobody asked. */
  readonly shells: readonly string[] | undefined;
  /** Days since 1970. */
  readonly today: number | undefined;
  /** The tables of pam_access and pam_time and the lists of pam_listfile that are there. */
  readonly tables: readonly PamTable[];
  /** The name of the service that asks (PAM_SERVICE). */
  readonly service: string;
  /** The time of day there; undefined where nobody asked. */
  readonly now: LocalTime | undefined;
}

/**
 * The account as PAM sees it. `emptyPasswords` is sshd's PermitEmptyPasswords. `anybody` stands for all accounts that have what this one
 * has, whatever their names, numbers, groups and shells. `client` is where the login comes from; undefined for anywhere.
 */
export interface Person {
  readonly anybody?: boolean;
  readonly account: Account;
  readonly enrolled: Enrolled;
  readonly emptyPasswords: 'yes' | 'no' | 'unknown';
  readonly client?: Client | undefined;
}

/** One module's call. `token` is the password that modules before it left (PAM_AUTHTOK). */
export interface Question {
  readonly args: readonly string[];
  readonly control: PamControl;
  readonly person: Person;
  readonly host: PamHost;
  readonly typing: Typing;
  readonly token: Typed | undefined;
}

/** Why an answer is not `success`: the cause and a sentence about the account. */
export interface Why {
  readonly cause: LockOutId;
  readonly why: string;
}

/** `token`, where given, is left for the modules after it. */
export interface ModuleAnswer {
  readonly result: PamResult;
  readonly token?: Typed | undefined;
  readonly why?: Why | undefined;
}

/** All answers that a module may give: one where the model knows. */
export type Model = (question: Question) => readonly ModuleAnswer[];

/**
 * Of anybody, or of a login from anywhere, a line that only keeps people out is taken to let them in: whom it keeps out is asked for each
 * account, and what it leaves to the lines behind it is the same for all others.
 */
export function unlessKeptOut(control: PamControl, answers: readonly ModuleAnswer[]): readonly ModuleAnswer[] {
  const failing = answers.filter(({ result }) => result !== 'success');
  const keepsOut = failing.every(({ result }) => control[result] === 'bad' || control[result] === 'die');
  return keepsOut && failing.length < answers.length ? [{ result: 'success' }] : answers;
}

/** A model that always answers the same. */
export function always(...results: readonly PamResult[]): Model {
  const answers = results.map((result) => ({ result }));
  return () => answers;
}
