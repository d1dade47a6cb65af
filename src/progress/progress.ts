// What a progress display is: something that listens. The run never lives inside it and never waits for it.
import type { EventSink } from '../run/event.ts';
import type { TerminalStream } from '../terminal/colour.ts';
import type { Style } from '../terminal/style.ts';

/** A display of one invocation: any number of runs, one after another. */
export interface Progress {
  /** Never throws and never blocks. */
  readonly sink: EventSink;
  /** Shows a line of ours at once, such as what Ctrl-C led to. While a display is up, what is written past it waits for its end. */
  note(text: string): void;
  /** Takes the display down, leaves the terminal clean, resolves once all is written. To be called before any report is printed. */
  end(): Promise<void>;
}

export interface ProgressOptions {
  /** Where to: stderr, always. */
  readonly stream: TerminalStream;
  /** Made for that stream. */
  readonly style: Style;
  /** The number of `-v`. */
  readonly verbosity?: number;
  /** Milliseconds, for durations on the display. */
  readonly now?: () => number;
}
