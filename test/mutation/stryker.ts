// One run of Stryker over some files with some tests: what became of each mutant.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One break of the program that was tried. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** The whole line. */
  readonly source: string;
  readonly mutator: string;
  /** What stood there, and what was tried in its place, each on one line and cut off after 100 characters. */
  readonly was: string;
  readonly became: string;
  readonly outcome: 'killed' | 'survived';
}

export interface Trial {
  /** Patterns of the files that are broken. */
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  /** Whether what is run only while modules are loaded is broken as well: each such mutant needs a process of its own. */
  readonly whileLoading: boolean;
  readonly concurrency: number;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

interface StrykerReport {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string;
        readonly mutants: readonly {
          readonly mutatorName: string;
          readonly replacement?: string;
          readonly status: string;
          readonly location: { readonly start: Position; readonly end: Position };
        }[];
      }
    >
  >;
}

/** Rejects where Stryker itself fails, or a test fails without a mutant. */
export async function tryMutants(trial: Trial): Promise<readonly Mutant[]> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-mutation-'));
  try {
    const report = join(folder, 'report.json');
    const config = join(folder, 'stryker.config.json');
    writeFileSync(config, JSON.stringify(configurationOf(trial, report)));
    await stryker(config);
    return mutantsOf(JSON.parse(readFileSync(report, 'utf8')) as StrykerReport);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function configurationOf(trial: Trial, report: string): object {
  return {
    testRunner: 'mocha',
    plugins: [join(import.meta.dirname, 'plugins.ts')],
    ignorers: ['prose'],
    testRunnerNodeArgs: ['--import=tsx'],
    mocha: { files: trial.tests },
    mutate: trial.mutate,
    ignoreStatic: !trial.whileLoading,
    concurrency: trial.concurrency,
    coverageAnalysis: 'perTest',
    reporters: ['json'],
    jsonReporter: { fileName: report },
    tempDirName: '.build/mutation',
    cleanTempDir: 'always',
    ignorePatterns: ['/.git', '/.lab', '/dist', '/docker', '/bench', '/demo', '/docs'],
    disableTypeChecks: false,
    logLevel: 'warn',
    allowConsoleColors: false,
    warnings: { unknownOptions: false, slow: false },
    timeoutMS: 5000,
  };
}

function stryker(config: string): Promise<void> {
  const program = 'node_modules/@stryker-mutator/core/bin/stryker.js';
  const child = spawn(process.execPath, ['--import=tsx', program, 'run', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The mutants are judged by what the tests say today, in whatever amount the suites are run.
    env: { ...process.env, NODE_OPTIONS: '', KEYTURN_FULL: '' },
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => output.push(data));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Stryker ended with ${String(code)}:\n${Buffer.concat(output).toString()}`));
    });
  });
}

function mutantsOf({ files }: StrykerReport): readonly Mutant[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status !== 'Ignored')
      .map(({ mutatorName, replacement = '', status, location: { start, end } }): Mutant => ({
        ...{ file, line: start.line, source: source.split('\n')[start.line - 1] ?? '', mutator: mutatorName },
        ...{ was: onOneLine(between(source, start, end)), became: onOneLine(replacement) },
        outcome: outcomeOf(status, `${file}:${start.line}`),
      })),
  );
}

function outcomeOf(status: string, place: string): Mutant['outcome'] {
  if (['Killed', 'Timeout'].includes(status)) return 'killed';
  if (['Survived', 'NoCoverage'].includes(status)) return 'survived';
  throw new Error(`${place}: a mutant ended as ${status}`);
}

function between(source: string, start: Position, end: Position): string {
  const lines = source.split('\n');
  const offset = ({ line, column }: Position): number =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  return source.slice(offset(start), offset(end));
}

function onOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
