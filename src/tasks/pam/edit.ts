// Edits of single lines of a PAM service, as a sentence and as a diff.
import { demandOf } from '../../access/pam/demand.ts';
import type { PamService } from '../../facts/pam-service.ts';
import { lineBody, splitLines } from '../../formats/lines.ts';
import { shownPamLine } from '../../formats/pam-config.ts';
import { diffOfText } from '../../plan/diff.ts';
import type { Remedy } from '../../plan/refusal.ts';
import type { PamFactor } from '../../policies/factor.ts';

/** A line of the file, by its number, and the lines that are to stand there. */
export interface Edit {
  readonly line: number;
  readonly was: string;
  readonly becomes: string;
}

/** Whether the service, with another text, asks everybody for just this. */
export function asksFor(service: PamService, asks: readonly PamFactor[]): (text: string) => boolean {
  return (text) => {
    const { code, nullok, password, problem } = demandOf(service, text);
    const isDemanded = code.demand === 'required' && nullok === 'none' && problem === undefined;
    return isDemanded && password === asks.includes('password');
  };
}

/** The first of some candidates with which a text is right; undefined where none is. */
export function firstRight(
  path: string,
  text: string,
  candidates: readonly (readonly Edit[])[],
  isRight: (text: string) => boolean,
): Remedy | undefined {
  const found = candidates.find((edits) => edits.length > 0 && edits.every(isShown) && isRight(edited(text, edits)));
  if (found === undefined) return undefined;
  const told = found.map(({ line, was, becomes }) => {
    const lines = becomes.split('\n').map((one) => `"${one}"`);
    return `at ${path}:${line} write ${lines.join(', then ')} for "${was.trim()}"`;
  });
  // Other lines may hold what is not for everybody to see.
  const context = splitLines(text).every((line) => isPlain(line)) ? 3 : 0;
  return {
    help: `${told.join(', and ')}; keep a session of root open, and run \`keyturn plan\` again`,
    diff: diffOfText(path, text, edited(text, found), context),
  };
}

function isShown({ was, becomes }: Edit): boolean {
  return [was, ...becomes.split('\n')].every(isPlain);
}

function isPlain(line: string): boolean {
  return !shownPamLine(lineBody(line).replace(/^[ \t]*#+/, '')).includes('…');
}

function edited(text: string, edits: readonly Edit[]): string {
  return splitLines(text)
    .map((line, index) => {
      const edit = edits.find((one) => one.line === index + 1);
      return edit === undefined ? line : `${edit.becomes}${line.slice(lineBody(line).length)}`;
    })
    .join('');
}
