// Host patterns: the words that `hosts:` and `--limit` take. `web:db`, `web,db`, `web:!old`, `web:&staging`, `web*`, `~web\d+`,
// `web[0]`, `web[0:2]`. As ansible/inventory/manager.py reads them.
import { isIPv6 } from 'node:net';
import { UsageError } from '../diagnostics/errors.ts';

/** One part of a pattern. A slice counts from 0, its end inclusive; a negative index counts from the end. */
export interface PatternTerm {
  readonly mode: 'add' | 'keep' | 'drop';
  readonly text: string;
  readonly slice?: { readonly start: number; readonly end: number | undefined };
}

const order = { add: 0, keep: 1, drop: 2 };
const subscript = /^(.+)\[(?:(-?\d+)|(\d+):(\d*))\]$/;

function split(pattern: string): readonly string[] {
  if (pattern.includes(',')) return pattern.split(',');
  // A regular expression or an address may have colons of its own.
  if (pattern.trim().startsWith('~') || isIPv6(pattern.trim())) return [pattern];
  return pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [];
}

function term(part: string): PatternTerm {
  const mode = part.startsWith('!') ? 'drop' : part.startsWith('&') ? 'keep' : 'add';
  const text = mode === 'add' ? part : part.slice(1).trim();
  if (text === '') throw new UsageError(`nothing follows "${part}" in the host pattern`);
  const match = text.startsWith('~') ? null : subscript.exec(text);
  if (match === null) return { mode, text };
  const [, base = '', index, start, end] = match;
  if (index !== undefined) return { mode, text: base, slice: { start: Number(index), end: Number(index) } };
  return { mode, text: base, slice: { start: Number(start), end: end === '' ? undefined : Number(end) } };
}

/** Parts in the order in which they count: what to add, what to keep of it, what to drop. Throws `UsageError` for
 * what is no pattern. */
export function parsePattern(pattern: string): readonly PatternTerm[] {
  const parts = split(pattern).map((part) => part.trim());
  const terms = parts.filter((part) => part !== '').map(term);
  for (const { text } of terms) nameTest(text);
  if (terms.length === 0) throw new UsageError('the host pattern is empty', { help: 'use "all" for every host' });
  if (!terms.some(({ mode }) => mode === 'add')) terms.unshift({ mode: 'add', text: 'all' });
  return terms.sort((a, b) => order[a.mode] - order[b.mode]);
}

/** A test for names: a `~regex` that matches at the start, a glob with `*`, `?`, `[ab]`, `[!ab]`, or the name itself. */
export function nameTest(text: string): (name: string) => boolean {
  if (text.startsWith('~')) {
    try {
      const regex = new RegExp(`^(?:${text.slice(1)})`, 'u');
      return (name) => regex.test(name);
    } catch (cause) {
      throw new UsageError(`"${text}" is not a regular expression`, { cause });
    }
  }
  if (!/[*?[]/.test(text)) return (name) => name === text;
  const regex = new RegExp(`^${globSource(text)}$`, 's');
  return (name) => regex.test(name);
}

function globSource(glob: string): string {
  // A run of stars is one star: else `***…` would take the regular expression for ever.
  return glob.replace(/\*+|\?|\[!?\]?[^\]]*\]|[^*?]/g, (part) => {
    if (part.startsWith('*')) return '.*';
    if (part === '?') return '.';
    if (part.length === 1) return part.replace(/[\\^$.|+()[\]{}/-]/, '\\$&');
    const inside = part.slice(1, -1).replace(/[\\\]^[]/g, '\\$&');
    return inside.startsWith('!') ? `[^${inside.slice(1)}]` : `[${inside}]`;
  });
}
