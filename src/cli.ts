#!/usr/bin/env node
// argv, streams and environment in, exit code out. Commands load only when they are asked for, so that start-up stays short.
import type { CommandContext } from './commands/context.ts';
import { shippedText } from './shipped/files.ts';

/** Runs one command line. Resolves to the exit code; never rejects for a mistake of the user. */
async function main(argv: readonly string[], context: CommandContext): Promise<number> {
  const { version } = JSON.parse(await shippedText('package.json')) as { version: string };
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    context.stdout.write(`${version}\n`);
    return 0;
  }
  const { runProgram } = await import('./commands/program.ts');
  return runProgram(argv, version, context);
}

// Anybody who reads along may go away (`| head`, a terminal that closes): that is no error, and no reason to leave hosts in the middle of
// a change. Output that is lost otherwise, on a full disk say, must show in the exit code.
const output = { lost: false };
process.stderr.on('error', () => undefined);
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE' || code === 'EIO') return;
  output.lost = true;
  process.stderr.write(`keyturn: cannot write to standard output: ${message}\n`);
  process.exitCode ||= 1;
});

// Not awaited: the self-contained executable is one CommonJS file, which knows no `await` outside of functions. As Node does for a module
// that awaits, the exit code is 13 where the event loop runs empty before there is an outcome.
const setUnsettled = (): void => {
  process.exitCode = 13;
};
process.once('beforeExit', setUnsettled);
void main(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  exitCode: 0,
}).then((exitCode) => {
  process.off('beforeExit', setUnsettled);
  process.exitCode = exitCode === 0 && output.lost ? 1 : exitCode;
});
