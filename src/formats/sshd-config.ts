// sshd_config(5), losslessly: printing what was parsed gives the same bytes. Keywords are case-insensitive, `keyword=value` is
// allowed, words may be quoted, and `#` begins a comment only where a word would begin (OpenSSH misc.c: strdelim, argv_split).
import { lineBody, splitLines } from './lines.ts';

/** One line. `keyword` is in lower case, and empty for blank lines and comments. `raw` holds the line with its end. */
export interface SshdLine {
  readonly raw: string;
  readonly keyword: string;
  readonly args: readonly string[];
}

/** Every line of the text. Total: a line that sshd would refuse keeps its raw text and whatever words can be told apart. */
export function parseSshdConfig(text: string): readonly SshdLine[] {
  return splitLines(text).map((raw) => ({ raw, ...parseLine(lineBody(raw)) }));
}

/** The text of the lines, byte for byte. */
export function printSshdConfig(lines: readonly SshdLine[]): string {
  return lines.map((line) => line.raw).join('');
}

function parseLine(body: string): { readonly keyword: string; readonly args: readonly string[] } {
  const [, keyword = '', rest = ''] = /^[ \t\r]*([^ \t\r="#][^ \t\r="]*)(.*)$/s.exec(body) ?? [];
  return { keyword: keyword.toLowerCase(), args: words(rest.replace(/^[ \t\r]*=?/, '')) };
}

// One word: runs of plain characters, escapes, and quoted parts, glued together. A quote that never closes takes the rest.
const part = /"((?:[^"\\]|\\[^]|\\$)*)(?:"|$)|'((?:[^'\\]|\\[^]|\\$)*)(?:'|$)|((?:\\[^]|[^ \t\r"'])+)/y;

/** The words of what follows a keyword. */
export function words(text: string): readonly string[] {
  const found: string[] = [];
  let at = 0;
  for (;;) {
    while (/[ \t\r]/.test(text.charAt(at))) at += 1;
    if (at >= text.length || text.charAt(at) === '#') return found;
    let word = '';
    for (;;) {
      part.lastIndex = at;
      const match = part.exec(text);
      if (match === null || match[0] === '') break;
      word += (match[1] ?? match[2] ?? match[3] ?? '').replaceAll(/\\(["'\\ ])/g, '$1');
      at = part.lastIndex;
    }
    found.push(word);
  }
}
