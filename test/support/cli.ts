// The built command line as a child process, as a user has it: argv, environment and folder in, streams and an exit code out.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The file that `keyturn` is a link to. */
export const builtCli = join(import.meta.dirname, '../../dist/cli.js');

/** How a command ended. */
export interface Outcome {
  /** -1 when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  /** All of the environment besides PATH: nothing of the developer's own reaches a test. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Another installation than the one in `dist/`. */
  readonly program?: string;
}

/** A command that runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly done: Promise<Outcome>;
  /** Resolves once standard error holds the text; rejects when the command ends without having written it. */
  said(text: string): Promise<void>;
}

/** Starts keyturn. */
export function startCli(argv: readonly string[], options: CliOptions): RunningCli {
  const program = options.program ?? builtCli;
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`);
  const env = { PATH: process.env['PATH'] ?? '', HOME: options.cwd, LANG: 'C.UTF-8', ...options.env };
  const child = spawn(process.execPath, [program, ...argv], { cwd: options.cwd, env, stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  // A command that does not read its input may end before it has all of it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const done = once(child, 'close').then(([code]: unknown[]): Outcome => ({
    code: Number(code ?? -1),
    stdout,
    stderr,
  }));
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      look();
      const miss = ({ code }: Outcome): void => {
        reject(new Error(`ended with ${code} and never said ${JSON.stringify(text)}:\n${stderr}`));
      };
      done.then(miss, reject);
    });
  return { child, done, said };
}

/** Runs keyturn to its end. */
export function cli(argv: readonly string[], options: CliOptions): Promise<Outcome> {
  return startCli(argv, options).done;
}
