// A block of lines that is ours inside a file that is not: between two marks, so that taking it out again gives the file back byte
// for byte.
import { lineBody, splitLines } from './lines.ts';

/** The lines that stand around a block. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

/** Where a block stands. `lines` are those between the marks; `broken` says what is wrong with the marks. */
export type FoundBlock =
  | { readonly found: 'none' }
  | { readonly found: 'broken'; readonly reason: string }
  | {
      readonly found: 'block';
      readonly before: string;
      readonly lines: readonly string[];
      readonly after: string;
      /** Whether the closing mark has a newline. */
      readonly ended: boolean;
    };

/** Finds the one block of a text. */
export function findBlock(text: string, { begin, end }: Marks): FoundBlock {
  const lines = splitLines(text);
  const bodies = lines.map((line) => lineBody(line).trim());
  const [first, last] = [bodies.indexOf(begin), bodies.lastIndexOf(end)];
  if (first === -1 && last === -1) return { found: 'none' };
  if (first === -1 || last < first) return { found: 'broken', reason: 'the marks of Keyturn are not in pairs' };
  if (bodies.lastIndexOf(begin) !== first || bodies.indexOf(end) !== last) {
    return { found: 'broken', reason: 'the marks of Keyturn stand there more than once' };
  }
  return {
    found: 'block',
    before: lines.slice(0, first).join(''),
    lines: lines.slice(first + 1, last),
    after: lines.slice(last + 1).join(''),
    ended: (lines[last] ?? '').endsWith('\n'),
  };
}
