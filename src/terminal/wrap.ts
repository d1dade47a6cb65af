// Long text in lines of whole words.
import { displayWidth } from './width.ts';

/** Safe text in lines of at most `columns`, cut between words; a word that is longer stands alone and is not cut. */
export function wrap(safe: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of safe.split(/\s+/).filter((one) => one !== '')) {
    if (line === undefined) line = word;
    else if (displayWidth(line) + 1 + displayWidth(word) <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === undefined ? lines : [...lines, line];
}
