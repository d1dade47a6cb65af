// The lines of a unified diff.
import type { Style } from '../../terminal/style.ts';

/** A unified diff, painted; nothing for none. */
export function diffLines(diff: string | undefined, style: Style): string[] {
  if (diff === undefined || diff === '') return [];
  return style.lines(diff).map((line) => paintDiff(line, style));
}

function paintDiff(line: string, style: Style): string {
  if (line.startsWith('+++') || line.startsWith('---')) return style.paint('bold', line);
  if (line.startsWith('@@')) return style.paint('cyan', line);
  if (line.startsWith('+')) return style.paint('green', line);
  if (line.startsWith('-')) return style.paint('red', line);
  return line;
}
