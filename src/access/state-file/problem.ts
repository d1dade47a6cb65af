// Why the PAM module takes no code from a state file.
import type { LockOutId } from '../../causes/causes.ts';
import type { StateOption } from '../../formats/state-settings.ts';

/** `what` is the same for all files with the problem, `saw` is what this one has; `reason` says both and where, `help` what to do. */
export interface StateProblem {
  readonly cause: LockOutId;
  readonly what: string;
  readonly saw: string;
  readonly reason: string;
  readonly help: string;
  /** What puts it right, where a command does: for root, and safe where the account itself can change what stands at the path. */
  readonly command?: readonly [program: string, ...words: readonly string[]];
}

/** `line 3 ("` RATE_LIMIT 3`)`: an option as it stands there, with blanks at its end to be seen, and cut where it is long. */
export function quoted({ line, text }: Pick<StateOption, 'line' | 'text'>): string {
  return `line ${line} (${shown(text)})`;
}

/** The text of a line between backquotes. */
export function shown(text: string): string {
  return `\`${text.length > 70 ? `${text.slice(0, 67)}…` : text}\``;
}
