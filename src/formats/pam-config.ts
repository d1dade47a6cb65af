// PAM service files, pam.d(5), losslessly: printing what was parsed gives the same bytes. A rule may go on over lines that end in a
// backslash; a `#` begins a comment wherever it stands outside brackets.
import { lineBody, splitLines } from './lines.ts';

/** A rule: `-auth required module.so args`. `quiet` is the leading `-`: a module that is missing is not logged. */
export interface PamRule {
  readonly type: string;
  readonly quiet: boolean;
  /** `required`, `[success=1 default=ignore]` with single spaces, `include`, `substack`. Lower case. */
  readonly control: string;
  readonly module: string;
  readonly args: readonly string[];
}

/** One entry with all its physical lines in `raw`. */
export type PamLine =
  | { readonly kind: 'blank' | 'comment' | 'unknown'; readonly raw: string }
  | { readonly kind: 'include'; readonly raw: string; readonly service: string }
  | { readonly kind: 'rule'; readonly raw: string; readonly rule: PamRule };

/** Every entry of the text. Total: what PAM would not understand is `unknown`. */
export function parsePamConfig(text: string): readonly PamLine[] {
  return joinContinued(splitLines(text)).map(parseEntry);
}

/** The text of the entries, byte for byte. */
export function printPamConfig(lines: readonly PamLine[]): string {
  return lines.map((line) => line.raw).join('');
}

/** The last part of a module's path. */
export function moduleName(module: string): string {
  return module.slice(module.lastIndexOf('/') + 1);
}

function joinContinued(lines: readonly string[]): readonly string[] {
  const entries: string[] = [];
  let open = false;
  for (const line of lines) {
    if (open) entries.push(`${entries.pop() ?? ''}${line}`);
    else entries.push(line);
    open = /\\[ \t]*$/.test(withoutComment(lineBody(line))) && !line.includes('#');
  }
  return entries;
}

function parseEntry(raw: string): PamLine {
  const logical = splitLines(raw)
    .map((line) => lineBody(line).replace(/\\[ \t]*$/, ' '))
    .join('');
  if (logical.trim() === '') return { kind: 'blank', raw };
  if (logical.trimStart().startsWith('#')) return { kind: 'comment', raw };
  const [first = '', control = '', module = '', ...args] = words(withoutComment(logical));
  if (first === '@include' && control !== '') return { kind: 'include', raw, service: control };
  const type = first.replace(/^-/, '').toLowerCase();
  if (module === '' || !['auth', 'account', 'password', 'session'].includes(type)) return { kind: 'unknown', raw };
  const rule = { type, quiet: first.startsWith('-'), control: control.toLowerCase(), module, args };
  return { kind: 'rule', raw, rule };
}

function withoutComment(text: string): string {
  return text.replace(/#.*$/s, '');
}

// A word in brackets may hold spaces, and `\]`.
function words(text: string): readonly string[] {
  const found = text.match(/\[(?:\\.|[^\]])*\]?|[^ \t\r[]\S*/g) ?? [];
  return found.map((word) => (word.startsWith('[') ? word.replaceAll(/\s+/g, ' ') : word));
}
