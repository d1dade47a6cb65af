// authorized_keys(5), as OpenSSH's auth2-pubkeyfile.c and auth-options.c read it. Lossless: the `raw` texts joined are the file.
import { keyBlobProblem, keyTypePattern, type KeyProblem } from './key-blob.ts';
import { lineBody, splitLines } from './lines.ts';

/** One option as it stands; `value` is what stands between its quotes, undefined for a flag. The name is in lower case. */
export interface KeyOption {
  readonly name: string;
  readonly value: string | undefined;
}

/** One line with its end. `broken` is what sshd passes over, with the reason; `doubtful` what it takes if it knows more kinds of keys than we. */
export type KeyLine =
  | { readonly kind: 'blank'; readonly raw: string }
  | { readonly kind: 'broken'; readonly raw: string; readonly problem: string }
  | ({
      readonly kind: 'key';
      readonly raw: string;
      readonly doubtful: boolean;
      readonly comment: string;
    } & PublicKeyText);

/** A key as a line names it, with what it is bound to. */
export interface PublicKeyText {
  readonly options: readonly KeyOption[];
  readonly type: string;
  readonly base64: string;
}

/** Every line of the text. */
export function parseAuthorizedKeys(text: string): readonly KeyLine[] {
  return splitLines(text).map((raw) => parseKeyLine(raw));
}

/** One line, with its end or without. `problemOf` judges the bytes of a key. */
export function parseKeyLine(raw: string, problemOf = keyBlobProblem): KeyLine {
  const body = lineBody(raw).replace(/^[ \t]+/, '');
  if (body === '' || body.startsWith('#')) return { kind: 'blank', raw };
  const plain = keyIn(body, problemOf);
  if (plain.problem === undefined || plain.isMeant) return lineOf(raw, [], plain);
  const end = endOfOptions(body);
  if (end === undefined) return { kind: 'broken', raw, problem: 'a quotation mark is missing' };
  const options = optionsIn(body.slice(0, end));
  if (typeof options === 'string') return { kind: 'broken', raw, problem: options };
  return lineOf(raw, options, keyIn(body.slice(end).replace(/^[ \t]+/, ''), problemOf));
}

interface ReadKey {
  readonly type: string;
  readonly base64: string;
  readonly comment: string;
  readonly problem: KeyProblem | undefined;
  /** The first word is a kind of key, and no option. */
  readonly isMeant: boolean;
}

function keyIn(text: string, problemOf: typeof keyBlobProblem): ReadKey {
  const [, type = '', base64 = '', comment = ''] = /^([^ \t]*)[ \t]*([^ \t]*)[ \t]*(.*)$/s.exec(text) ?? [];
  const problem = problemOf(type, base64);
  return { type, base64, comment, problem, isMeant: keyTypePattern.test(type) };
}

function lineOf(raw: string, options: readonly KeyOption[], { type, base64, comment, problem }: ReadKey): KeyLine {
  if (problem !== undefined && problem.sure) return { kind: 'broken', raw, problem: problem.text };
  return { kind: 'key', raw, options, type, base64, comment, doubtful: problem !== undefined };
}

/** Where the options end: at the first blank that is not between quotation marks (sshkey_advance_past_options). */
function endOfOptions(text: string): number | undefined {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (!isQuoted && (sign === ' ' || sign === '\t')) return at;
    if (sign === '\\' && text[at + 1] === '"') at += 1;
    else if (sign === '"') isQuoted = !isQuoted;
  }
  return isQuoted ? undefined : text.length;
}

/** The options, or what is wrong with one of them. Commas too many are no harm. */
function optionsIn(text: string): readonly KeyOption[] | string {
  const options: KeyOption[] = [];
  let rest = text.replace(/^,+/, '');
  while (rest !== '') {
    const [all = '', name = '', , value] = /^([^,="]+)(="((?:[^"\\]|\\"|\\(?!"))*)")?/s.exec(rest) ?? [];
    const next = rest.slice(all.length);
    if (all === '' || (next !== '' && !next.startsWith(','))) return unknownOption(rest);
    options.push({ name: name.toLowerCase(), value: value?.replaceAll('\\"', '"') });
    rest = next.replace(/^,+/, '');
  }
  return options;
}

/** What stands in quotes may hold anything, and is not told. */
function unknownOption(text: string): string {
  const name = (/^[^,="]*/.exec(text)?.[0] ?? '').slice(0, 40);
  return `sshd knows no option "${name}"`;
}

type Release = readonly [major: number, minor: number];

/** Options, and since when sshd knows them, where that is not since ever. */
const flags: ReadonlyMap<string, Release | undefined> = new Map<string, Release | undefined>([
  ...['restrict', 'cert-authority'].map((name) => [name, undefined] as const),
  ...['port-forwarding', 'agent-forwarding', 'x11-forwarding', 'pty', 'user-rc'].flatMap((name) =>
    [name, `no-${name}`].map((both) => [both, undefined] as const),
  ),
  ...['touch-required', 'no-touch-required'].map((name) => [name, [8, 2]] as const),
  ...['verify-required', 'no-verify-required'].map((name) => [name, [8, 4]] as const),
]);
const valued: ReadonlySet<string> = new Set([
  ...['command', 'principals', 'from', 'expiry-time', 'environment', 'permitopen', 'permitlisten', 'tunnel'],
]);
const single: readonly string[] = ['command', 'principals', 'from'];

/**
 * What makes sshd pass over a key for the sake of its options; undefined where nothing does. `knows` says whether this sshd is of a release or
 * a later one. Values of `environment`, `permitopen`, `permitlisten` and `tunnel` are not looked at.
 */
export function optionProblem(options: readonly KeyOption[], knows: (release: Release) => boolean): string | undefined {
  for (const [index, { name, value }] of options.entries()) {
    const since = flags.get(name);
    const isKnown = value === undefined ? flags.has(name) : valued.has(name);
    if (!isKnown || (since !== undefined && !knows(since))) return unknownOption(name);
    if (single.includes(name) && options.findIndex((other) => other.name === name) !== index) {
      return `the option "${name}" stands there twice`;
    }
    if (name !== 'expiry-time') continue;
    const expiry = expiryOf(value ?? '');
    if (expiry === undefined || (expiry.isUtc && !knows([9, 1])))
      return 'its expiry-time is no date that this sshd knows';
  }
  return undefined;
}

/** The value of an option; undefined where the option is not there. */
export function optionValue(options: readonly KeyOption[], name: string): string | undefined {
  return options.find((option) => option.name === name)?.value;
}

/** A moment as `expiry-time` says it, in milliseconds since the epoch as if it were UTC, which it is where `isUtc`; else the host's own time. */
export interface Expiry {
  readonly at: number;
  readonly isUtc: boolean;
}

/** Reads `YYYYMMDD[HHMM[SS]][Z]`; undefined for anything else. */
export function expiryOf(text: string): Expiry | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|UTC)?$/i.exec(text) ?? [];
  if (year === undefined) return undefined;
  const at = Date.parse(`${year}-${month ?? ''}-${day ?? ''}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : { at, isUtc: zone !== undefined };
}
