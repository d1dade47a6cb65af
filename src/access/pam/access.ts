// pam_access(8): who may log in from where, by the tables of access.conf(5). A client that is not known takes either way.
import { causes } from '../../causes/causes.ts';
import type { Account } from '../../facts/accounts.ts';
import type { PamFile } from '../../facts/pam-service.ts';
import {
  inAccessList,
  parseAccessConf,
  usualSeparators,
  type AccessLine,
  type AccessSeparators,
  type Holds,
} from '../../formats/access-conf.ts';
import { clientPattern, takesOrigin, type Client } from './access-client.ts';
import { unlessKeptOut, type ModuleAnswer, type PamHost, type Question } from './question.ts';

/** The table that the module reads where no other is named; those of the folder beside it follow. */
export const accessTable = '/etc/security/access.conf';
const moreTables = /^\/etc\/security\/access\.d\/[^/]+\.conf$/;

/** `account` is undefined for anybody, `client` for anywhere. */
export interface TableQuestion extends Pick<Question, 'args' | 'control'> {
  readonly host: Pick<PamHost, 'tables'>;
  readonly account: Account | undefined;
  readonly client: Client | undefined;
}

/** All that the module may say of the login. Of a login from anywhere, a line that only keeps people out is taken to let them in. */
export function access({ args, control, host, account, client }: TableQuestion): readonly ModuleAnswer[] {
  const answers = accessAnswers(host.tables, args, account, client);
  return client === undefined ? unlessKeptOut(control, answers) : answers;
}

function accessAnswers(
  files: readonly PamFile[],
  args: readonly string[],
  account: Account | undefined,
  client: Client | undefined,
): readonly ModuleAnswer[] {
  const options = optionsOf(args);
  const { tables, missing } = tablesFor(options, files);
  if (missing !== undefined) {
    const why = `${missing} is not there, without which pam_access refuses everybody`;
    return [{ result: 'abort', why: { cause: causes.pamStackUnfit, why } }];
  }
  const open: ModuleAnswer[] = [];
  for (const { path, text } of tables) {
    if (text === undefined) return distinct([...open, denied(`${path} could not be read`), { result: 'success' }]);
    for (const line of linesOf(text, options)) {
      const takes = takesLogin(line, options, account, client);
      if (takes === 'no') continue;
      open.push(...answersOf(line, path));
      if (takes === 'yes' && line.kind === 'rule') return distinct(open);
    }
  }
  return distinct([...open, { result: 'success' }]);
}

/** What the tables tell clients apart by, for an account, as lists of `from=` have it. */
export function accessClients(files: readonly PamFile[], args: readonly string[], account: Account): readonly string[] {
  const options = optionsOf(args);
  const lines = tablesFor(options, files).tables.flatMap(({ text }) => linesOf(text ?? '', options));
  const patterns = lines.flatMap((line) =>
    line.kind === 'rule' && takesUser(line.users, options, account) !== 'no' ? line.origins : [],
  );
  const named = patterns.filter((element) => element.toUpperCase() !== 'EXCEPT');
  return [...new Set(named.flatMap((element) => clientPattern(element) ?? []))];
}

interface Options extends AccessSeparators {
  /** Those that are named; the last of them counts, and each has to be there. */
  readonly named: readonly string[];
  readonly groupsInBrackets: boolean;
}

function optionsOf(args: readonly string[]): Options {
  const values = (name: string): readonly string[] =>
    args.flatMap((arg) => (arg.startsWith(`${name}=`) ? [arg.slice(name.length + 1)] : []));
  return {
    named: values('accessfile'),
    fields: values('fieldsep').at(-1) ?? usualSeparators.fields,
    lists: values('listsep').at(-1) ?? usualSeparators.lists,
    groupsInBrackets: args.includes('nodefgroup'),
  };
}

/** Named files are the only ones; the usual ones need not be there. `missing` is the path of a named one. */
function tablesFor(
  { named }: Options,
  files: readonly PamFile[],
): { readonly tables: readonly PamFile[]; readonly missing?: string } {
  const at = (path: string): readonly PamFile[] => files.filter((file) => file.path === path);
  const missing = named.find((path) => at(path).length === 0);
  if (missing !== undefined) return { tables: [], missing };
  const last = named.at(-1);
  if (last !== undefined) return { tables: at(last) };
  const more = files.filter(({ path }) => moreTables.test(path));
  return { tables: [...at(accessTable), ...more.toSorted((one, other) => (one.path < other.path ? -1 : 1))] };
}

/** Tables are asked for every account and every origin. */
const parsed = new Map<string, readonly AccessLine[]>();
const mostParsed = 100;

function linesOf(text: string, { fields, lists }: AccessSeparators): readonly AccessLine[] {
  const key = JSON.stringify([fields, lists, text]);
  const lines = parsed.get(key) ?? parseAccessConf(text, { fields, lists });
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(key, lines);
  return lines;
}

function takesLogin(line: AccessLine, options: Options, account: Account | undefined, client?: Client): Holds {
  if (line.kind === 'too-long') return 'maybe';
  const user = takesUser(line.users, options, account);
  if (user === 'no') return 'no';
  const origin = inAccessList(line.origins, (element) => takesOrigin(element, client));
  return origin === 'yes' ? user : origin;
}

function takesUser(users: readonly string[], options: Options, account: Account | undefined): Holds {
  if (account !== undefined) return inAccessList(users, (element) => isUser(element, options, account));
  return inAccessList(users, (element) => (element.toUpperCase() === 'ALL' ? 'yes' : 'maybe'));
}

/** user_match(). Numbers of accounts and groups count in newer releases only, and netgroups (`@`) are not looked at. */
function isUser(element: string, options: Options, account: Account): Holds {
  const { name, uid, groups } = account;
  const group = /^\((.+)\)$/.exec(element)?.[1];
  if (group !== undefined) return groups.includes(group) ? 'yes' : /^\d+$/.test(group) ? 'maybe' : 'no';
  const [, user, host] = /^(@*[^@]+)@(.*)$/.exec(element) ?? [];
  // The name of this host is not known.
  if (user !== undefined) return isUser(user, options, account) === 'no' ? 'no' : host === 'ALL' ? 'yes' : 'maybe';
  if (element.startsWith('@')) return 'maybe';
  const lower = element.toLowerCase();
  if (lower === 'all' || lower === name.toLowerCase()) return 'yes';
  if (!options.groupsInBrackets && groups.includes(element)) return 'yes';
  return element === String(uid) ? 'maybe' : 'no';
}

/** A line that is too long may say either. */
function answersOf(line: AccessLine, path: string): readonly ModuleAnswer[] {
  const granted: ModuleAnswer = { result: 'success' };
  if (line.kind === 'too-long') return [granted, denied(`${path}:${line.line} is too long`)];
  return [line.grants ? granted : denied(`"${line.text}" at ${path}:${line.line} refuses it`)];
}

function denied(why: string): ModuleAnswer {
  return { result: 'perm_denied', why: { cause: causes.accountClosed, why } };
}

function distinct(answers: readonly ModuleAnswer[]): readonly ModuleAnswer[] {
  return [...new Map(answers.toReversed().map((answer) => [answer.result, answer])).values()].toReversed();
}
