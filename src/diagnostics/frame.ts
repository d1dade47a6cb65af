// The code frame: the line with a gutter, and carets under the range by display width.
import type { SourceRange } from './diagnostic.ts';
import { sanitizeInPlace } from '../terminal/sanitize.ts';
import type { SourceText } from './source.ts';
import { displayWidth } from '../terminal/width.ts';

/** Longer lines are cut around the range: a minified file must not flood the terminal. */
const widest = 120;
const context = 40;

interface Excerpt {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The part of a line to show, with the range's bounds inside it. Bounds are moved off the middle of a surrogate pair. */
function excerpt(line: string, start: number, end: number): Excerpt {
  const from = Math.min(start, line.length);
  const to = Math.max(from, Math.min(end, line.length));
  if (line.length <= widest) return { text: line, from, to };
  const left = from > context ? from - context : 0;
  const right = Math.min(line.length, left + widest);
  const head = left > 0 ? '…' : '';
  const text = head + line.slice(left, right) + (right < line.length ? '…' : '');
  const shift = left - head.length;
  return { text, from: from - shift, to: Math.min(to, right) - shift };
}

function carets(shown: Excerpt): string {
  const before = displayWidth(sanitizeInPlace(shown.text.slice(0, shown.from)));
  const under = displayWidth(sanitizeInPlace(shown.text.slice(shown.from, shown.to)));
  return ' '.repeat(before) + '^' + '~'.repeat(Math.max(0, under - 1));
}

/** Three lines: an empty gutter, the line of the file, the carets. A range over several lines is marked on its first. */
export function codeFrame(range: SourceRange, source: SourceText): string[] {
  const line = source.line(range.start.line);
  const end = range.end.line > range.start.line ? line.length : range.end.col - 1;
  const shown = excerpt(line, range.start.col - 1, end);
  const number = String(range.start.line);
  const gutter = ' '.repeat(number.length);
  return [`${gutter} |`, `${number} | ${sanitizeInPlace(shown.text)}`.trimEnd(), `${gutter} | ${carets(shown)}`];
}
