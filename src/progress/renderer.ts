// listr2's own renderer, made to draw at most ten times a second, to fit into *its* stream and to leave colour to our style.
import { DefaultRenderer, ListrDefaultRendererLogLevels as Level, Spinner } from 'listr2';
import type { ListrDefaultRendererOptions, ListrDefaultRendererTask } from 'listr2';
import type { Style } from '../terminal/style.ts';

/** No two frames are closer than this. */
export const frameMs = 100;

/**
 * A renderer class that calls `refresh` before each frame, which may set titles but must not make listr2 draw again, and shows
 * tasks that are `idle` as waiting, though they have begun.
 */
export function steadyRenderer(
  refresh: () => void,
  idle: (taskId: string) => boolean,
  waitingIcon: string,
): typeof DefaultRenderer {
  return class SteadyRenderer extends DefaultRenderer {
    /** listr2 asks whether *stdout* is a terminal; whether stderr is one was settled before. */
    static override nonTTY = true;
    #lastFrame = -Infinity;

    /** Every change of a task asks for a frame: those that come too soon are left to the spinner's next tick. */
    override update(): void {
      const now = performance.now();
      if (now - this.#lastFrame < frameMs - 5) return;
      this.#lastFrame = now;
      refresh();
      super.update();
    }

    protected override style(task: ListrDefaultRendererTask, output?: boolean): string {
      if (task.isStarted() && idle(task.id)) return waitingIcon;
      return super.style(task, output);
    }

    /** Titles are cut to the width already; listr2 would wrap them by the width of stdout. */
    protected override format(message: string, icon: string, level: number): string[] {
      if (message.trim() === '') return [];
      const indent = ' '.repeat(level * 2);
      return message.split('\n').map((line, index) => indent + (index === 0 && icon ? `${icon} ` : '    ') + line);
    }
  };
}

/** Icons and colours by our style: listr2 would decide by stdout and its own reading of the environment. */
export function rendererOptions(style: Style): ListrDefaultRendererOptions {
  const { symbols } = style;
  return {
    icon: { [Level.COMPLETED]: symbols.done, [Level.FAILED]: symbols.failed, [Level.WAITING]: symbols.waiting },
    color: {
      [Level.COMPLETED]: (icon) => style.paint('green', icon ?? ''),
      [Level.FAILED]: (icon) => style.paint('red', icon ?? ''),
      [Level.WAITING]: (icon) => style.paint('dim', icon ?? ''),
      [Level.PENDING]: (icon) => style.paint('yellow', icon ?? ''),
    },
    // A failed phase keeps its title: the report says what failed.
    collapseErrors: false,
    showErrorMessage: false,
    spinner: new SteadySpinner([...symbols.spinner]),
  };
}

/** A spinner with our signs, which does not keep the process alive. */
class SteadySpinner extends Spinner {
  readonly #signs: readonly string[];
  #position = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(signs: readonly string[]) {
    super();
    this.#signs = signs;
  }

  override spin(): void {
    this.#position = (this.#position + 1) % this.#signs.length;
  }

  override fetch(): string {
    return this.#signs[this.#position] ?? '';
  }

  override isRunning(): boolean {
    return this.#timer !== undefined;
  }

  override start(draw?: () => void): void {
    this.#timer = setInterval(() => {
      this.spin();
      draw?.();
    }, frameMs).unref();
  }

  override stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
