// Errors that a user can meet. Each says what is wrong, where, and what to do next; anything else that is thrown is a bug of ours.
import type { Diagnostic } from './diagnostic.ts';
import type { SourceText } from './source.ts';

/** An expected failure: shown as message and help without a stack trace. Messages are lower case without a full stop. */
export class KeyturnError extends Error {
  override readonly name: string = 'KeyturnError';
  readonly help: string | undefined;

  constructor(message: string, options: { readonly help?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.help = options.help;
  }
}

/** The command line is wrong (exit 64). */
export class UsageError extends KeyturnError {
  override readonly name = 'UsageError';
}

/** One or more of the user's files are wrong (exit 65). Holds every problem that was found, not just the first. */
export class InputError extends KeyturnError {
  override readonly name = 'InputError';
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that the diagnostics point into, for code frames. */
  readonly sources: readonly SourceText[];

  constructor(diagnostics: readonly Diagnostic[], sources: readonly SourceText[] = []) {
    super('invalid input');
    this.diagnostics = diagnostics;
    this.sources = sources;
  }
}
