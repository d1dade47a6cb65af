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
  // What only `svn diff` prints stands in front.
  return patch.replace(/^(?:Index: .*\n)?=+\n/, '');
}

function contentAfter(change: FileChange): string | undefined {
  if (change.kind === 'remove-file') return undefined;
  return change.content.kind === 'text' ? change.content.text : '[secret]\n';
}
