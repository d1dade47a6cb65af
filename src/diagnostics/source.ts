// A user's text with the places in it. Line starts are found once, and only when a place is asked for: most files have no problem.
import type { SourcePosition, SourceRange } from './diagnostic.ts';

/** The text of one file. Offsets count UTF-16 units from 0, lines and columns from 1. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  position(offset: number): SourcePosition;
  /** The range of `[start, end)`. An end at or before the start gives a range of one column. */
  range(start: number, end: number): SourceRange;
  /** The text of a line without its line break; empty when there is no such line. */
  line(number: number): string;
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last line start at or before `offset`. */
function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Places in `text`, shown to the user as `file`. */
export function sourceText(file: string, text: string): SourceText {
  let starts: readonly number[] | undefined;
  const lineStarts = (): readonly number[] => (starts ??= findLineStarts(text));

  const position = (offset: number): SourcePosition => {
    const index = lineIndex(lineStarts(), offset);
    return { line: index + 1, col: offset - (lineStarts()[index] ?? 0) + 1 };
  };

  return {
    file,
    text,
    position,
    range(start, end) {
      return { file, start: position(start), end: position(Math.max(end, start + 1)) };
    },
    line(number) {
      const start = lineStarts()[number - 1];
      if (start === undefined) return '';
      const next = lineStarts()[number];
      return text.slice(start, next === undefined ? text.length : next - 1).replace(/\r$/, '');
    },
  };
}
