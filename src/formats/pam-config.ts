// PAM service files, pam.d(5), losslessly: printing what was parsed gives the same bytes. A rule may go on over lines that end in a
// backslash; a `#` begins a comment wherever it stands. Words are split as libpam does: a carriage return is part of a word.
import { splitLines } from './lines.ts';

/** A rule: `-auth required module.so args`. `quiet` is the leading `-`: a module that is missing is not logged. */
export interface PamRule {
  readonly type: string;
  readonly quiet: boolean;
  /** `required`, `[success=1 default=ignore]` with single spaces, `include`, `substack`. Lower case outside of brackets. */
  readonly control: string;
  readonly module: string;
  /** Words in brackets keep them. */
  readonly args: readonly string[];
}

interface Entry {
  /** All physical lines. */
  readonly raw: string;
  /** The number of the first of them, from 1. */
  readonly line: number;
}

/**
 * One entry. PAM takes `broken` lines for modules that always fail, of the given type where they have one. `cut` ends with the file in
 * the middle of a rule; then PAM takes nothing of the whole file.
 */
export type PamLine = Entry &
  (
    | { readonly kind: 'blank' | 'comment' | 'cut' }
    | { readonly kind: 'broken'; readonly type: string | undefined; readonly control: string }
    | { readonly kind: 'include'; readonly service: string }
    | { readonly kind: 'rule'; readonly rule: PamRule }
  );

const types: readonly string[] = ['auth', 'account', 'password', 'session'];

/** Every entry of the text. Total: what PAM would not understand is `broken` or `cut`. */
export function parsePamConfig(text: string): readonly PamLine[] {
  const lines: PamLine[] = [];
  let entry = '';
  let start = 1;
  for (const [index, line] of splitLines(text).entries()) {
    entry += line;
    if (goesOn(line)) continue;
    lines.push(parseEntry({ raw: entry, line: start }));
    entry = '';
    start = index + 2;
  }
  return entry === '' ? lines : [...lines, { kind: 'cut', raw: entry, line: start }];
}

/** The text of the entries, byte for byte. */
export function printPamConfig(lines: readonly PamLine[]): string {
  return lines.map((line) => line.raw).join('');
}

/** The last part of a module's path. */
export function moduleName(module: string): string {
  return module.slice(module.lastIndexOf('/') + 1);
}

/** Whether the value of `secret=` is a path, as the module for codes wants it; by mistake it may be the secret itself. */
export function isSecretPath(value: string): boolean {
  return /^[/~$]/.test(value);
}

/**
 * A line for others to read, on one line and without comments. What stands behind the `=` of an argument may be a key or a password, and so may
 * one that is no plain word, and what follows that: only the module for codes shows it, and of `secret=` a path only. Tables and lists have no secrets, pam_succeed_if(8) has conditions, and what
 * pam_exec(8) runs may have any arguments.
 */
export function shownPamLine(text: string): string {
  return parsePamConfig(text)
    .map((line) => (line.kind === 'rule' ? shownRule(line.rule) : withoutValues(line.raw)))
    .join(' ');
}

function shownRule({ type, quiet, control, module, args }: PamRule): string {
  return [`${quiet ? '-' : ''}${type}`, control, module, ...shownArguments(moduleName(module), args)].join(' ');
}

function shownArguments(module: string, args: readonly string[]): readonly string[] {
  if (module === 'pam_google_authenticator.so')
    return args.map((arg) => withoutValue(arg, /^(\[?secret=)(?![/~$]).+$/s));
  if (['pam_access.so', 'pam_listfile.so', 'pam_time.so'].includes(module)) return args;
  const hidden = args.map((arg) => withoutValue(arg, /^(\[?[^=[]+=).+$/s));
  if (module === 'pam_succeed_if.so') return hidden;
  const program = module === 'pam_exec.so' ? args.findIndex((arg) => arg.startsWith('/')) : -1;
  const ofModule = program === -1 ? hidden : hidden.slice(0, program);
  const end = ofModule.findIndex((arg) => !/^(?:[a-z_]+|\[?[^=[]+=…\]?)$/.test(arg));
  if (end !== -1) return [...ofModule.slice(0, end), '…'];
  return program === -1 ? ofModule : [...ofModule, args[program] ?? '', ...(args.length > program + 1 ? ['…'] : [])];
}

function withoutValue(arg: string, secret: RegExp): string {
  return arg.replace(secret, (_, name: string) => `${name}…${name.startsWith('[') ? ']' : ''}`);
}

function withoutValues(raw: string): string {
  return raw.replace(/#.*$/s, '').replace(/=\S+/g, '=…').trim();
}

const continued = /\\[ \t]*\n?$/;

function goesOn(line: string): boolean {
  return continued.test(line) && !line.includes('#');
}

function parseEntry(entry: Entry): PamLine {
  const logical = splitLines(entry.raw)
    .map((line) => (goesOn(line) ? line.replace(continued, ' ') : line.replace(/\n$/, '')))
    .join('');
  if (/^[ \t]*$/.test(logical)) return { kind: 'blank', ...entry };
  if (/^[ \t]*#/.test(logical)) return { kind: 'comment', ...entry };
  const [first = '', control = '', module = '', ...args] = words(logical.replace(/#.*$/s, ''));
  if (first.toLowerCase() === '@include' && control !== '') return { kind: 'include', service: control, ...entry };
  const type = first.replace(/^-/, '').toLowerCase();
  const known = types.includes(type) ? type : undefined;
  const lower = control.startsWith('[') ? control : control.toLowerCase();
  if (module === '' || known === undefined) return { kind: 'broken', type: known, control: lower, ...entry };
  return {
    kind: 'rule',
    rule: { type: known, quiet: first.startsWith('-'), control: lower, module, args },
    ...entry,
  };
}

// A word in brackets may hold spaces, and `\]`.
function words(text: string): readonly string[] {
  const found = text.match(/\[(?:\\\]|[^\]])*\]?|[^ \t\n[][^ \t\n]*/g) ?? [];
  return found.map((word) => (word.startsWith('[') ? word.replaceAll(/[ \t\n]+/g, ' ') : word));
}
