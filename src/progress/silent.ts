// No display at all, for --quiet and --json.
import type { Progress, ProgressOptions } from './progress.ts';

/** A progress that shows nothing but notes. */
export function silent({ stream, style }: ProgressOptions): Progress {
  return {
    sink: () => undefined,
    note: (text) => void stream.write(`${style.text(text)}\n`),
    end: () => Promise.resolve(),
  };
}
