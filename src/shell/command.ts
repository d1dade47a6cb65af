// A command is a value, never a string: quoting happens in one place, and what is printed can be pasted.
import { quote } from './quote.ts';

/** A program and its arguments, with the environment it needs on top of the host's. Never holds a secret: those go on stdin. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** The command as one line of POSIX shell. */
export function commandLine(command: Command): string {
  const assignments = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${quote(value)}`);
  return [...assignments, ...command.argv.map(quote)].join(' ');
}
