// Our block in a PAM service: the line that asks for the password, kept as a comment, and the one that asks for a code in its place.
import { findBlock, type Marks } from '../../formats/marked-block.ts';
import { lineBody, splitLines } from '../../formats/lines.ts';

const marks: Marks = {
  begin: '# BEGIN KEYTURN: a one-time code in place of the password; `policy: publickey` puts the line back',
  end: '# END KEYTURN',
};
const kept = '#keyturn# ';
const codeLine = 'auth required pam_google_authenticator.so noskewadj';

/** A service without our block, and how far it was from what we write. */
export type WithoutBlock =
  { readonly state: 'none' | 'ours'; readonly text: string } | { readonly state: 'broken'; readonly reason: string };

/** Takes the block out; the result is the file as it was before, byte for byte. */
export function withoutBlock(text: string): WithoutBlock {
  const block = findBlock(text, marks);
  if (block.found === 'none') return { state: 'none', text };
  if (block.found === 'broken') return { state: 'broken', reason: block.reason };
  const [original, ...others] = block.lines.filter((line) => line.startsWith(kept));
  if (original === undefined || others.length > 0) {
    return { state: 'broken', reason: 'the line that Keyturn had kept in its block is gone' };
  }
  const line = original.slice(kept.length);
  return { state: 'ours', text: `${block.before}${block.ended ? line : lineBody(line)}${block.after}` };
}

/** The places of the lines that ask for the password. */
export function passwordLines(text: string, pattern: RegExp): readonly number[] {
  return splitLines(text).flatMap((line, index) => (pattern.test(lineBody(line)) ? [index] : []));
}

/** Puts the block in the place of the line with the given index. */
export function withBlock(text: string, index: number): string {
  const lines = splitLines(text);
  const line = lines[index] ?? '';
  // Our own lines always end in a bare newline: the module would take a carriage return for part of its last option.
  const ended = line.endsWith('\n');
  const block = [
    `${marks.begin}\n`,
    `${kept}${line}${ended ? '' : '\n'}`,
    `${codeLine}\n`,
    `${marks.end}${ended ? '\n' : ''}`,
  ];
  return [...lines.slice(0, index), ...block, ...lines.slice(index + 1)].join('');
}
