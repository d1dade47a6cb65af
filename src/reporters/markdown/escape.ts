// Texts from hosts and users' files in Markdown.
import { sanitize } from '../../terminal/sanitize.ts';

/** One line in which nothing is markup: CommonMark lets every ASCII punctuation character be escaped. */
export function inline(untrusted: string): string {
  return sanitize(untrusted).replace(/[!-/:-@[-`{-~]/g, (character) => `\\${character}`);
}

/** The fence is longer than any in the text. */
export function codeBlock(untrusted: string): readonly string[] {
  const safe = sanitize(untrusted, { lines: true });
  const longest = Math.max(2, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, safe, fence];
}
