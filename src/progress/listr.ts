// The display for a terminal: phases with their counts, drawn by listr2 from the events so far.
import type { RunEvent } from '../run/event.ts';
import { PhaseList } from './phase-list.ts';
import type { Progress, ProgressOptions } from './progress.ts';
import { Tally } from './tally.ts';

interface Display {
  readonly tally: Tally;
  readonly list: PhaseList;
}

/** A progress that redraws in place. The stream must be a terminal. */
export function listr(options: ProgressOptions): Progress {
  const now = options.now ?? (() => performance.now());
  const notes: string[] = [];
  let current: Display | undefined;
  // Lists draw one after another: a second one would take the first one's grip on the stream for the stream itself.
  let drawn: Promise<void> = Promise.resolve();

  const begin = (event: Extract<RunEvent, { type: 'run-started' }>): void => {
    current?.list.finish();
    const tally = new Tally(event, now());
    const list = new PhaseList(tally, notes, options, now);
    current = { tally, list };
    drawn = drawn.then(() => list.show()).catch(() => undefined);
  };

  return {
    sink: (event) => {
      if (event.type === 'run-started') begin(event);
      current?.tally.add(event, now());
      if (event.type === 'run-finished') current?.list.finish();
    },
    note: (text) => {
      if (current === undefined) options.stream.write(`${options.style.text(text)}\n`);
      else notes.push(text);
    },
    end: async () => {
      current?.list.finish();
      current = undefined;
      await drawn;
    },
  };
}
