// Two plugins of Stryker: a runner of mocha (its own does not know mocha 12), and what is left out of the mutants. A plugin is plain data.
import { relative, resolve } from 'node:path';
import Mocha from 'mocha';

const { EVENT_SUITE_BEGIN, EVENT_TEST_BEGIN, EVENT_TEST_END, EVENT_TEST_PASS, EVENT_TEST_FAIL } =
  Mocha.Runner.constants;

/** What the instrumented code looks at, and where it writes what was run. */
interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
}

interface TestResult {
  readonly id: string;
  readonly name: string;
  readonly timeSpentMs: number;
  readonly fileName?: string;
  /** 0 passed, 1 failed. */
  readonly status: 0 | 1;
  readonly failureMessage?: string;
}

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  /** `static`: the mutant is at work while modules are loaded. */
  readonly mutantActivation: 'static' | 'runtime';
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
}

class MochaRunner {
  static readonly inject = ['options'] as const;
  readonly #files: readonly string[];
  readonly #switches: Switchboard = ((globalThis as { __stryker__?: Switchboard }).__stryker__ ??= {});
  #loaded: Mocha | undefined;

  constructor(options: { readonly mocha: { readonly files: readonly string[] } }) {
    this.#files = options.mocha.files;
  }

  /** Modules are loaded once for each process: Stryker starts a process for each mutant that is at work while they are. */
  capabilities(): { readonly reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  async dryRun(): Promise<object> {
    const tests = await this.#run(await this.#mocha(), undefined, false);
    const { mutantCoverage } = this.#switches;
    // The tests of one process are run once for each mutant: one that fails in its second run would kill every mutant.
    const again = await this.#run(await this.#mocha(), undefined, false);
    const broken = [...tests, ...again].find(({ status }) => status === 1);
    if (broken !== undefined)
      return {
        status: 'error',
        errorMessage: `fails without a mutant: ${broken.name}: ${broken.failureMessage ?? ''}`,
      };
    return { status: 'complete', tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }: MutantRun): Promise<object> {
    this.#switches.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    this.#switches.hitCount = hitLimit === undefined ? undefined : 0;
    this.#switches.hitLimit = hitLimit;
    let mocha: Mocha;
    try {
      mocha = await this.#mocha();
    } catch (error) {
      return { status: 'killed', killedBy: ['load'], failureMessage: String(error), nrOfTests: 0 };
    }
    this.#switches.activeMutant = activeMutant.id;
    const tests = await this.#run(mocha, testFilter && new Set(testFilter), true);
    const { hitCount } = this.#switches;
    if (hitCount !== undefined && hitLimit !== undefined && hitCount > hitLimit)
      return { status: 'timeout', reason: 'hit limit reached' };
    const killer = tests.find(({ status }) => status === 1);
    const nrOfTests = tests.length;
    return killer === undefined
      ? { status: 'survived', nrOfTests }
      : { status: 'killed', killedBy: [killer.id], failureMessage: killer.failureMessage ?? '', nrOfTests };
  }

  async #mocha(): Promise<Mocha> {
    if (this.#loaded !== undefined) return this.#loaded;
    const mocha = new Mocha({ timeout: 10_000, reporter: Mocha.reporters.Base });
    mocha.cleanReferencesAfterRun(false);
    for (const file of this.#files) mocha.addFile(resolve(file));
    await mocha.loadFilesAsync();
    this.#loaded = mocha;
    return mocha;
  }

  #run(mocha: Mocha, only: ReadonlySet<string> | undefined, bail: boolean): Promise<readonly TestResult[]> {
    const ids = idsOf(mocha);
    for (const [test, id] of ids) test.pending = only !== undefined && !only.has(id);
    mocha.bail(bail);
    const tests: TestResult[] = [];
    return new Promise((done) => {
      const runner = mocha.run(() => {
        done(tests);
      });
      // What hooks of suites run belongs to no test: mutants there are tried with all of them.
      for (const event of [EVENT_SUITE_BEGIN, EVENT_TEST_END])
        runner.on(event, () => {
          this.#switches.currentTestId = undefined;
        });
      runner.on(EVENT_TEST_BEGIN, (test) => {
        this.#switches.currentTestId = ids.get(test);
      });
      const result = (test: Mocha.Test): Omit<TestResult, 'status'> => ({
        ...{ id: ids.get(test) ?? test.fullTitle(), name: test.fullTitle(), timeSpentMs: test.duration ?? 0 },
        ...(test.file !== undefined && { fileName: test.file }),
      });
      runner.on(EVENT_TEST_PASS, (test) => tests.push({ ...result(test), status: 0 }));
      runner.on(EVENT_TEST_FAIL, (test, error) =>
        tests.push({
          ...result(test),
          status: 1,
          failureMessage: error instanceof Error ? error.message : String(error),
        }),
      );
    });
  }
}

/** A name for each test: two of one title are told apart by their number. The same in every process. */
function idsOf(mocha: Mocha): ReadonlyMap<Mocha.Test | Mocha.Hook, string> {
  const ids = new Map<Mocha.Test | Mocha.Hook, string>();
  const times = new Map<string, number>();
  mocha.suite.eachTest((test) => {
    const name = `${relative(process.cwd(), test.file ?? '')} ${test.fullTitle()}`;
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    ids.set(test, count === 1 ? name : `${name} (${count})`);
  });
  return ids;
}

interface NodePath {
  readonly node: {
    readonly type: string;
    readonly value?: unknown;
    readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
  };
}

/** Texts for people are left out: a text with a blank in it. Words that decide (outcomes, kinds, names) have none. */
function isProse({ node }: NodePath): boolean {
  if (node.type === 'StringLiteral') return typeof node.value === 'string' && node.value.includes(' ');
  return node.type === 'TemplateLiteral' && (node.quasis ?? []).some(({ value }) => value.raw.includes(' '));
}

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'mocha', injectableClass: MochaRunner },
  {
    kind: 'Ignore',
    name: 'prose',
    value: { shouldIgnore: (path: NodePath) => (isProse(path) ? 'a text for people' : undefined) },
  },
];
