// Failures as a reader needs them: in which phase, what, what to do next, and the host's last words.
import { ConnectionError } from '../connection/connection.ts';
import { KeyturnError } from '../diagnostics/errors.ts';
import type { HostProblem, HostStatus, Phase } from './event.ts';
import { Interrupted } from './interrupt.ts';

/** A step on the host failed; carries what it printed last. */
export class StepError extends KeyturnError {
  override readonly name: string = 'StepError';
  readonly output: string;

  constructor(
    message: string,
    options: { readonly help?: string; readonly output?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.output = options.output ?? '';
  }
}

/** The host is in a state that the change must not meet; nothing was changed. */
export class RefusedError extends StepError {
  override readonly name = 'RefusedError';
}

/** The host did not say how staging ended: its dead-man switch may be armed. */
export class StageUnknownError extends StepError {
  override readonly name = 'StageUnknownError';
}

/** The host was reverting, and its state now is unknown. */
export class LostError extends StepError {
  override readonly name = 'LostError';
}

/** What an error means for a reader. A bug of ours keeps its stack: hiding it would only cost time. */
export function problemOf(error: unknown, phase: Phase): HostProblem {
  if (error instanceof KeyturnError) {
    const output = error instanceof StepError ? error.output : '';
    return { phase, message: error.message, help: error.help, output };
  }
  if (error instanceof Interrupted) return { phase, message: error.message, help: undefined, output: '' };
  const output = error instanceof Error ? (error.stack ?? '') : '';
  return {
    phase,
    message: `a bug in keyturn: ${String(error)}`,
    help: 'please report it with the output below',
    output,
  };
}

/** The status of a host on which nothing was changed for logins yet: unreachable when the connection is the reason. */
export function statusBeforeChange(error: unknown): HostStatus {
  if (error instanceof Interrupted) return 'skipped';
  if (error instanceof RefusedError) return 'refused';
  if (error instanceof LostError) return 'lost';
  return error instanceof ConnectionError ? 'unreachable' : 'failed';
}
