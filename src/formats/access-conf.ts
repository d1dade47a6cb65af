// access.conf(5) as pam_access reads it: login_access() and list_match() in pam_access.c.

/** What stands between fields and between the elements of a list: each character of the text. */
export interface AccessSeparators {
  readonly fields: string;
  readonly lists: string;
}

/** What the module goes by without options. */
export const usualSeparators: AccessSeparators = { fields: ':', lists: ', \t' };

/** A line that is no comment. A rule `grants` where it lets in those whom both lists take. Releases differ in what they make of a line that is too long. */
export type AccessLine =
  | {
      readonly kind: 'rule';
      readonly line: number;
      readonly text: string;
      readonly grants: boolean;
      readonly users: readonly string[];
      readonly origins: readonly string[];
    }
  | { readonly kind: 'too-long'; readonly line: number };

// BUFSIZ of glibc without the newline and the zero byte: older releases read a longer line as several.
const longest = 8190;

/** The rules of a file, in order. The module passes over lines that are none, and over a last one without a newline. */
export function parseAccessConf(text: string, separators: AccessSeparators): readonly AccessLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((raw, index) => lineOf(raw, index + 1, separators));
}

function lineOf(raw: string, line: number, { fields, lists }: AccessSeparators): readonly AccessLine[] {
  if (raw.startsWith('#')) return [];
  if (Buffer.byteLength(raw) > longest) return [{ kind: 'too-long', line }];
  const text = raw.replace(/[ \t\r\v\f]+$/, '');
  const [sign, afterSign] = firstToken(text, fields);
  const [users, origins] = firstToken(afterSign, fields);
  if (users === '' || origins === '' || !/^[+-]/.test(sign)) return [];
  // Whether it grants, the module tells by the first byte of the line, which may be a separator.
  const grants = text.startsWith('+');
  return [{ kind: 'rule', line, text, grants, users: tokens(users, lists), origins: tokens(origins, lists) }];
}

/** strtok(3): the first token, and what is left behind the separator that ends it. */
function firstToken(text: string, separators: string): readonly [token: string, rest: string] {
  let start = 0;
  while (start < text.length && separators.includes(text.charAt(start))) start += 1;
  let end = start;
  while (end < text.length && !separators.includes(text.charAt(end))) end += 1;
  return [text.slice(start, end), text.slice(end + 1)];
}

function tokens(list: string, separators: string): readonly string[] {
  const found: string[] = [];
  let rest = list;
  while (rest !== '') {
    const [token, after] = firstToken(rest, separators);
    if (token !== '') found.push(token);
    rest = after;
  }
  return found;
}

/** Whether something holds; `maybe` where that depends on what is not known. */
export type Holds = 'yes' | 'no' | 'maybe';

/** Whether a list takes what `matches` says of its elements: one of those before EXCEPT, and none of the list behind it. */
export function inAccessList(list: readonly string[], matches: (element: string) => Holds): Holds {
  const except = list.findIndex((element) => element.toUpperCase() === 'EXCEPT');
  const before = (except === -1 ? list : list.slice(0, except)).map(matches);
  const included = before.includes('yes') ? 'yes' : before.includes('maybe') ? 'maybe' : 'no';
  if (included === 'no' || except === -1) return included;
  const excepted = inAccessList(list.slice(except + 1), matches);
  if (excepted === 'no') return included;
  return excepted === 'yes' ? 'no' : 'maybe';
}
