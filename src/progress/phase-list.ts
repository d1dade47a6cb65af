// One run as a listr2 list: a task per phase and one for the whole run, never one per host (500 tasks block the event loop for minutes).
import { Listr, ListrLogger, ProcessOutput, type ListrTask } from 'listr2';
import { phases, type Phase, type RunMode } from '../run/event.ts';
import type { ProgressOptions } from './progress.ts';
import { rendererOptions, steadyRenderer } from './renderer.ts';
import { badStatuses, type Tally } from './tally.ts';
import { noteLines, phaseTitle, totalTitle } from './titles.ts';

/** A line of the list: opened when it has something to say, closed when it has said it. */
interface Line {
  readonly title: () => string;
  readonly begun: () => boolean;
  readonly over: () => boolean;
  readonly failed: () => boolean;
  /** Begun, not over, and no host in it: nothing that should spin. */
  readonly idle: () => boolean;
  /** Whether to show it before it has begun. */
  readonly expected: boolean;
  readonly open: PromiseWithResolvers<boolean>;
  readonly close: PromiseWithResolvers<boolean>;
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

/** The display of one run. `show` draws until `finish` was called; both are safe to call in any order. */
export class PhaseList {
  readonly #options: ProgressOptions;
  readonly #lines: readonly Line[];
  #list: Listr | undefined;

  constructor(tally: Tally, notes: readonly string[], options: ProgressOptions, now: () => number) {
    this.#options = options;
    this.#lines = linesOf(tally, notes, options, now);
  }

  /** Draws until every line is closed. Must not run while another list is drawing: both would save and restore the stream. */
  async show(): Promise<void> {
    const { style } = this.#options;
    // listr2 asks for a whole tty.WriteStream; of it, it uses write, columns and rows.
    const stream = this.#options.stream as unknown as NodeJS.WriteStream;
    const logger = new ListrLogger({ processOutput: new ProcessOutput(stream, stream) });
    this.#list = new Listr(this.#lines.map(taskOf), {
      concurrent: true,
      exitOnError: false,
      // listr2 would end the process on SIGINT, in the middle of a change.
      registerSignalListeners: false,
      renderer: steadyRenderer(
        () => {
          this.#refresh();
        },
        (id) => this.#lines[this.#list?.tasks.findIndex((task) => task.id === id) ?? -1]?.idle() ?? false,
        style.paint('dim', style.symbols.waiting),
      ),
      rendererOptions: { ...rendererOptions(style), logger },
    });
    // An exit without end() must leave a working terminal.
    const release = (): void => {
      logger.process.release();
    };
    process.once('exit', release);
    await this.#list.run();
    process.removeListener('exit', release);
  }

  /** Closes every line: nothing more will happen. */
  finish(): void {
    this.#refresh();
    for (const line of this.#lines) {
      line.open.resolve(line.begun());
      line.close.resolve(line.failed() || !line.over());
    }
  }

  /** Titles are set where listr2 keeps them, not through its setters: each of those would draw a frame. */
  #refresh(): void {
    this.#lines.forEach((line, index) => {
      const task = this.#list?.tasks[index];
      if (task !== undefined) task.title = line.title();
      if (line.begun()) line.open.resolve(true);
      if (line.over()) line.close.resolve(line.failed());
    });
  }
}

/** What a run of each mode goes through, where nothing goes wrong. */
const expectedPhases: Readonly<Record<RunMode | 'audit', readonly Phase[]>> = {
  audit: ['connect', 'gather'],
  plan: ['connect', 'gather', 'plan'],
  verify: ['connect', 'gather', 'plan', 'prove'],
  apply: phases,
};

function linesOf(tally: Tally, notes: readonly string[], { style }: ProgressOptions, now: () => number): Line[] {
  const expected = expectedPhases[tally.mode];
  const ofPhases = [...phases, 'revert' as const].map((phase) => ({
    title: () => phaseTitle(tally, phase, now(), style),
    begun: () => tally.phase(phase).entered > 0,
    over: () => tally.isOver(phase),
    failed: () => tally.phase(phase).failed > 0,
    idle: () => tally.phase(phase).running.size === 0,
    expected: expected.includes(phase),
  }));
  const ofAll = {
    title: () => [totalTitle(tally, now(), style), ...noteLines(notes, style)].join('\n'),
    begun: () => true,
    over: () => tally.finished >= tally.total,
    failed: () => badStatuses.some((status) => tally.statuses.has(status)),
    idle: () => false,
    expected: true,
  };
  return [...ofPhases, ofAll].map((line) => ({ ...line, open: withResolvers(), close: withResolvers() }));
}

/** listr2 asks `enabled` twice: to draw the list, and again before the task starts, which is where the task waits to begin. */
function taskOf(line: Line): ListrTask {
  let asked = 0;
  return {
    title: line.title(),
    enabled: () => (asked++ === 0 ? line.expected : line.open.promise),
    task: async () => {
      if (await line.close.promise) throw new Error('see the report');
    },
  };
}

function withResolvers(): PromiseWithResolvers<boolean> {
  let resolve: (value: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
