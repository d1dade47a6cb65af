// The reporter of `npm test`: mocha's own, then which files took longest, in a full run a table of what was run, and last a line that tools
// can read.
import { relative } from 'node:path';
import Mocha from 'mocha';

const { EVENT_HOOK_END, EVENT_RUN_END, EVENT_TEST_PASS, EVENT_TEST_FAIL } = Mocha.Runner.constants;

/** How many of the slowest files are named; only those that take so many seconds. */
const slowest = { files: 15, seconds: 20 };

interface Row {
  passed: number;
  failed: number;
  milliseconds: number;
}

export default class ClosingLine extends Mocha.reporters.Spec {
  readonly #rows = new Map<string, Row>();
  /** Milliseconds of tests and hooks by file. */
  readonly #files = new Map<string, number>();

  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(EVENT_TEST_PASS, (test) => {
      this.#rowOf(test).passed += 1;
    });
    runner.on(EVENT_TEST_FAIL, (test) => {
      this.#rowOf(test).failed += 1;
    });
    runner.on(EVENT_HOOK_END, (hook) => {
      this.#took(hook.file, hook.duration);
    });
    // Mocha's own epilogue listens to the same event and was there first.
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      this.#printSlowest();
      if (process.env['KEYTURN_FULL'] === '1') this.#printTable();
      process.stdout.write(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}\n`);
    });
  }

  #rowOf(test: Mocha.Test): Row {
    const [, ...folders] = relative(process.cwd(), test.file ?? '').split('/');
    const suite = folders
      .slice(0, 2)
      .join('/')
      .replace(/\.test\.ts$/, '');
    const row = this.#rows.get(suite) ?? { passed: 0, failed: 0, milliseconds: 0 };
    row.milliseconds += test.duration ?? 0;
    this.#took(test.file, test.duration);
    this.#rows.set(suite, row);
    return row;
  }

  #took(file = '', milliseconds = 0): void {
    this.#files.set(file, (this.#files.get(file) ?? 0) + milliseconds);
  }

  #printSlowest(): void {
    const long = [...this.#files].filter(([, milliseconds]) => milliseconds >= slowest.seconds * 1000);
    const shown = long.sort(([, a], [, b]) => b - a).slice(0, slowest.files);
    for (const [file, milliseconds] of shown) {
      process.stdout.write(`${(milliseconds / 1000).toFixed(0).padStart(5)} s  ${relative(process.cwd(), file)}\n`);
    }
  }

  #printTable(): void {
    const line = (cells: readonly string[]): string =>
      `${(cells[0] ?? '').padEnd(32)}${cells
        .slice(1)
        .map((cell) => cell.padStart(10))
        .join('')}\n`;
    process.stdout.write(line(['suite', 'passed', 'failed', 'seconds']));
    for (const [suite, { passed, failed, milliseconds }] of [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
      process.stdout.write(line([suite, String(passed), String(failed), (milliseconds / 1000).toFixed(1)]));
    }
  }
}
