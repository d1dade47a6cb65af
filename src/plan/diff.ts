// What a change does to a file, for a reader.
import { createTwoFilesPatch } from 'diff';
import type { Change } from './change.ts';
import { isFileChange, type FileChange } from './file-change.ts';

/**
 * The unified diff of a change; undefined for one that is not of a file. What a state file holds is shown as `[secret]`: the plan
 * does not know it either.
 */
export function diffOf(change: Change): string | undefined {
  if (!isFileChange(change)) return undefined;
  const after = contentAfter(change);
  const patch = createTwoFilesPatch(
    change.before === undefined ? '/dev/null' : change.path,
    after === undefined ? '/dev/null' : change.path,
    change.before ?? '',
    after ?? '',
  );
  return withoutHead(patch);
}

/** The unified diff of a text at a path of the host; `context` is how many lines around each difference are shown. */
export function diffOfText(path: string, before: string, after: string, context: number): string {
  const patch = createTwoFilesPatch(path, path, before, after, undefined, undefined, { context });
  return withoutHead(patch);
}

/** What only `svn diff` prints stands in front. */
function withoutHead(patch: string): string {
  return patch.replace(/^(?:Index: .*\n)?=+\n/, '');
}

function contentAfter(change: FileChange): string | undefined {
  if (change.kind === 'remove-file') return undefined;
  return change.content.kind === 'text' ? change.content.text : '[secret]\n';
}
