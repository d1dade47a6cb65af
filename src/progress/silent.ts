// No display at all, for --quiet.
import type { Progress } from './progress.ts';

/** A progress that shows nothing. */
export function silent(): Progress {
  return { sink: () => undefined, end: () => Promise.resolve() };
}
