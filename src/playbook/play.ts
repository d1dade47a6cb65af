// What a playbook is once it is loaded and validated.
import type { SourceRange } from '../diagnostics/diagnostic.ts';
import type { BreakGlass } from './break-glass.ts';
import type { Pace } from './pace.ts';

/** One task: a task type with parameters that its own schema has accepted. */
export interface Task {
  readonly name: string;
  /** The key of the task type, such as `sshd_config`. */
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly range: SourceRange;
}

/** Tasks for the hosts that a pattern names. One play is one prepare part and one transaction per host. */
export interface Play {
  readonly name: string;
  /** The host pattern as written; the selection intersects it with `--limit`. */
  readonly hosts: string;
  readonly become: boolean;
  readonly pace: Pace;
  /** The way in where codes fail; undefined where the play names none. */
  readonly breakGlass: BreakGlass | undefined;
  readonly tasks: readonly Task[];
  readonly range: SourceRange;
}
