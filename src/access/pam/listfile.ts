// pam_listfile(8): whether a file lists who logs in, a group, the shell, or where the login comes from.
import { causes } from '../../causes/causes.ts';
import type { Account } from '../../facts/accounts.ts';
import type { PamTable } from '../../facts/pam-service.ts';
import type { TableQuestion } from './access.ts';
import type { Client } from './access-client.ts';
import { unlessKeptOut, type ModuleAnswer } from './question.ts';

const items = ['user', 'group', 'shell', 'rhost', 'tty', 'ruser'] as const;

/** What a line asks. */
interface Options {
  readonly item: (typeof items)[number];
  readonly deny: boolean;
  readonly file: string;
  /** What it says where there is no file. */
  readonly otherwise: ModuleAnswer;
  readonly apply: string | undefined;
}

const success: ModuleAnswer = { result: 'success' };

/** All that the module may say. */
export function listfile({ args, control, host, account, client }: TableQuestion): readonly ModuleAnswer[] {
  const options = optionsOf(args);
  // Releases differ in which of several mistakes they answer for.
  if (options === undefined) return [{ result: 'service_err' }, success];
  const answers = answersOf(options, host.tables, account, client);
  return account === undefined || client === undefined ? unlessKeptOut(control, answers) : answers;
}

/** The clients that a line names, as lists of `from=` have them. */
export function listedClients(tables: readonly PamTable[], args: readonly string[]): readonly string[] {
  const options = optionsOf(args);
  const text = tables.find(({ path }) => path === options?.file)?.text;
  if (options?.item !== 'rhost' || text === undefined) return [];
  return linesOf(text).filter((line) => /^[\w.:-]+$/.test(line));
}

function answersOf(
  { item, deny, file, otherwise, apply }: Options,
  tables: readonly PamTable[],
  account: Account | undefined,
  client: Client | undefined,
): readonly ModuleAnswer[] {
  const applies = item === 'rhost' || item === 'tty' ? appliesTo(apply, account) : 'yes';
  if (applies === 'no') return [{ result: 'ignore' }];
  const ignored: readonly ModuleAnswer[] = applies === 'yes' ? [] : [{ result: 'ignore' }];
  // sshd gives no name for this, and then nothing matches.
  if (item === 'ruser') return [...ignored, said(false, deny, file, '')];
  const table = tables.find(({ path }) => path === file);
  if (table === undefined) return [...ignored, otherwise];
  if (table.loose === true) return [...ignored, refused(`${file} is no regular file, or everybody may write it`)];
  if (table.text === undefined) return [...ignored, refused(`${file} could not be read`), success];
  const lines = linesOf(table.text);
  const takes = takesLine(item, account, client);
  if (takes === undefined && lines.some((line) => line !== ''))
    return [...ignored, said(true, deny, file, ''), said(false, deny, file, '')];
  const at = takes === undefined ? -1 : lines.findIndex((line) => line !== '' && takes(line));
  return [...ignored, said(at !== -1, deny, file, `:${at + 1}`)];
}

/** Whether a line takes the login; undefined where that is not known. */
function takesLine(
  item: Options['item'],
  account: Account | undefined,
  client: Client | undefined,
): ((line: string) => boolean) | undefined {
  if (item === 'tty') return (line) => line.replace(/^\/dev\//, '') === 'ssh';
  if (item === 'rhost') {
    const host = client?.host;
    return host === undefined ? undefined : (line) => line === host;
  }
  if (account === undefined) return undefined;
  if (item === 'group') return (line) => account.groups.includes(line);
  return (line) => line === (item === 'user' ? account.name : account.shell);
}

function said(isListed: boolean, deny: boolean, file: string, line: string): ModuleAnswer {
  if (isListed !== deny) return success;
  return refused(isListed ? `${file}${line} lists it` : `${file} does not list it`);
}

function refused(why: string): ModuleAnswer {
  return { result: 'auth_err', why: { cause: causes.accountClosed, why } };
}

/** `user` or `@group`; anybody may be one of them. */
function appliesTo(apply: string | undefined, account: Account | undefined): 'yes' | 'no' | 'perhaps' {
  if (apply === undefined) return 'yes';
  if (account === undefined) return 'perhaps';
  const isMeant = apply.startsWith('@') ? account.groups.includes(apply.slice(1)) : account.name === apply;
  return isMeant ? 'yes' : 'no';
}

/** Undefined where the line makes no sense to the module. */
function optionsOf(args: readonly string[]): Options | undefined {
  const values = new Map(args.flatMap((arg) => (arg.includes('=') ? [splitAt(arg)] : [])));
  const known = ['item', 'sense', 'file', 'onerr', 'apply'];
  if ([...values.keys()].some((name) => !known.includes(name))) return undefined;
  const item = items.find((one) => one === values.get('item'));
  const [sense, file, apply, onerr = 'fail'] = ['sense', 'file', 'apply', 'onerr'].map((name) => values.get(name));
  if (item === undefined || file === undefined || !['allow', 'deny'].includes(sense ?? '')) return undefined;
  if (apply === '' || apply === '@' || !['succeed', 'fail'].includes(onerr)) return undefined;
  const why = { cause: causes.accountClosed, why: `${file} is not there` };
  const otherwise: ModuleAnswer = onerr === 'succeed' ? success : { result: 'service_err', why };
  return { item, deny: sense === 'deny', file, otherwise, apply };
}

function splitAt(arg: string): readonly [name: string, value: string] {
  const at = arg.indexOf('=');
  return [arg.slice(0, at), arg.slice(at + 1)];
}

/** Older releases take off a carriage return, newer ones what follows it too. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.replace(/\r$/, ''));
}
