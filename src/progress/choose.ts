// Which display fits a stream: one that redraws on a terminal with a human before it, lines everywhere else.
import type { Environment } from '../terminal/colour.ts';
import { plain } from './plain.ts';
import type { Progress, ProgressOptions } from './progress.ts';
import { silent } from './silent.ts';

export type ProgressKind = 'listr' | 'plain' | 'silent';

/** Which display `auto` means. -v asks for lines that stay, which a display that redraws cannot show. */
export function chooseProgress(options: Pick<ProgressOptions, 'stream' | 'verbosity'>, env: Environment): ProgressKind {
  const ci = env['CI'] !== undefined && !['', '0', 'false'].includes(env['CI']);
  const animated = options.stream.isTTY === true && env['TERM'] !== 'dumb' && !ci && (options.verbosity ?? 0) === 0;
  return animated ? 'listr' : 'plain';
}

/** Makes a display. Loads listr2 only where it is shown, since that costs start-up time. */
export async function createProgress(kind: ProgressKind, options: ProgressOptions): Promise<Progress> {
  switch (kind) {
    case 'silent':
      return silent(options);
    case 'plain':
      return plain(options);
    case 'listr':
      return (await import('./listr.ts')).listr(options);
  }
}
