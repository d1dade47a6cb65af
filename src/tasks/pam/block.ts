// Our block in a PAM service: the line that asks for the password, kept as a comment, and in its place the lines for what is wanted.
import { findBlock, type FoundBlock, type Marks } from '../../formats/marked-block.ts';
import { lineBody, splitLines } from '../../formats/lines.ts';
import { placeOptions } from '../../formats/state-file.ts';
import type { PamFactor } from '../../policies/factor.ts';

/** What PAM asks for then, in words; `code` is how a code is called. */
export function askedText(asks: readonly PamFactor[], code: string): string {
  return asks.includes('password') ? `the password and ${code}` : `${code} in place of the password`;
}

function marksOf(asks: readonly PamFactor[]): Marks {
  const what = askedText(asks, 'a one-time code');
  return { begin: `# BEGIN KEYTURN: ${what}; \`policy: publickey\` puts the line back`, end: '# END KEYTURN' };
}

// One order for each text.
const orders: readonly (readonly PamFactor[])[] = [['code'], ['password', 'code']];

/** Our block, whatever it asks for. */
function findOurs(text: string): FoundBlock {
  const found = orders.map((asks) => findBlock(text, marksOf(asks)));
  const isFound = (...kinds: readonly FoundBlock['found'][]): FoundBlock | undefined =>
    found.find((one) => kinds.includes(one.found));
  return isFound('block') ?? isFound('broken') ?? { found: 'none' };
}
const kept = '#keyturn# ';

/** The line that asks for the code in the state file at that place below a home. */
export function codeLineAt(stateFile: string): string {
  return ['auth required pam_google_authenticator.so', ...placeOptions(stateFile), 'noskewadj'].join(' ');
}

/** A service without our block, and how far it was from what we write. */
export type WithoutBlock =
  { readonly state: 'none' | 'ours'; readonly text: string } | { readonly state: 'broken'; readonly reason: string };

/** Takes the block out; the result is the file as it was before, byte for byte. */
export function withoutBlock(text: string): WithoutBlock {
  const block = findOurs(text);
  if (block.found === 'none') return { state: 'none', text };
  if (block.found === 'broken') return { state: 'broken', reason: block.reason };
  const [original, ...others] = block.lines.filter((line) => line.startsWith(kept));
  if (original === undefined || others.length > 0) {
    return { state: 'broken', reason: 'the line that Keyturn had kept in its block is gone' };
  }
  const line = original.slice(kept.length);
  return { state: 'ours', text: `${block.before}${block.ended ? line : lineBody(line)}${block.after}` };
}

/** The numbers of the lines of our block, its marks included; none where it is not whole. */
export function blockLines(text: string): readonly number[] {
  const block = findOurs(text);
  if (block.found !== 'block') return [];
  const before = splitLines(block.before).length;
  return Array.from({ length: block.lines.length + 2 }, (_, index) => before + index + 1);
}

/** The places of the lines that ask for the password. */
export function passwordLines(text: string, passwordLine: string): readonly number[] {
  const words = passwordLine.split(' ').map((word) => word.replaceAll(/[^\w@-]/g, '\\$&'));
  const pattern = new RegExp(`^[ \\t]*${words.join('[ \\t]+')}[ \\t\\r]*(?:#.*)?$`);
  return splitLines(text).flatMap((line, index) => (pattern.test(lineBody(line)) ? [index] : []));
}

/** Puts the block in the place of the password line, which has the given index; `besides` are lines that follow what asks. */
export function withBlock(
  text: string,
  index: number,
  asks: readonly PamFactor[],
  stateFile: string,
  besides: readonly string[] = [],
): string {
  const lines = splitLines(text);
  const line = lines[index] ?? '';
  // Our own lines always end in a bare newline: the module would take a carriage return for part of its last option.
  const ended = line.endsWith('\n');
  const { begin, end } = marksOf(asks);
  const rules = asks.map((factor) => (factor === 'code' ? codeLineAt(stateFile) : lineBody(line)));
  const block = [
    `${begin}\n`,
    `${kept}${line}${ended ? '' : '\n'}`,
    ...[...rules, ...besides].map((rule) => `${rule}\n`),
    `${end}${ended ? '\n' : ''}`,
  ];
  return [...lines.slice(0, index), ...block, ...lines.slice(index + 1)].join('');
}
