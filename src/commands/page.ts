// A page of `keyturn explain`, and of `audit --explain`: a heading, paragraphs, and lines to copy.
import type { Style } from '../terminal/style.ts';
import { wrap } from '../terminal/wrap.ts';

/** A part of a page. Text is wrapped to the terminal; lines stay as they are, and are indented. */
export type Part =
  | { readonly text: string }
  | { readonly title: string; readonly text: string }
  | { readonly title: string; readonly lines: string };

/** Everything there is to say about one thing that messages name. */
export interface Page {
  readonly id: string;
  readonly title: string;
  /** Stands behind the title, in parentheses: a kind, or a severity. */
  readonly about: string;
  readonly parts: readonly Part[];
}

/** Longer lines are hard to read, however wide the terminal is. */
const mostColumns = 100;

/** The page as text, with an empty line between its parts. */
export function pageText({ id, title, about, parts }: Page, style: Style): string {
  const blocks = [`${id}  ${title}  (${about})`, ...parts.map((part) => partText(part, style))];
  return `${blocks.join('\n\n')}\n`;
}

function partText(part: Part, style: Style): string {
  const columns = Math.min(style.width(), mostColumns);
  if ('lines' in part) return [`${part.title}:`, ...indented(style.lines(part.lines))].join('\n');
  if (!('title' in part)) return wrap(style.text(part.text), columns).join('\n');
  return [`${part.title}:`, ...indented(wrap(style.text(part.text), columns - 4))].join('\n');
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `    ${line}`);
}
