// A task type is one thing that a playbook can ask for: its schema, the facts it needs, and a pure plan.
import type { TaskPlan } from '../plan/task-plan.ts';
import type { Distro } from '../distros/distro.ts';
import type { FactRequest, Facts } from '../facts/fact.ts';
import type { Change } from '../plan/change.ts';

/** A draft-07 JSON schema as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a plan may look at. Everything is passed in; planning does no I/O. */
export interface PlanContext {
  readonly facts: Facts;
  readonly distro: Distro;
  /** The account that Keyturn itself logs in as. */
  readonly managingAccount: string;
  /** Whether the facts were asked for as root: without it, what they did not see may be there all the same. */
  readonly root: boolean;
  /** Changes of the earlier tasks of this play. */
  readonly pending: readonly Change[];
  /** What the vault holds for an account: nothing, an entry that cannot be opened here, or one that can. */
  vaultEntry(account: string): 'absent' | 'sealed' | 'open';
  /** Seconds that the host's clock is ahead of the controller's (negative: behind); undefined when it could not be read. */
  readonly clockOffset: number | undefined;
  /** The way in besides SSH that the play names (`break_glass`). */
  readonly outOfBand?: string | undefined;
}

/** One task type. `P` is what `schema` accepts: `ParamsOf<typeof schema>`. */
export interface TaskType<P> {
  readonly name: string;
  /** Two sentences at most, for `docs/tasks.md` and editors. */
  readonly description: string;
  readonly schema: JsonSchema;
  /** A task as it would stand in a playbook, for `docs/tasks.md`; tests validate it. */
  readonly example: string;
  /** Whether it decides who can log in how: then who logs in without a terminal, and what would undo it, is looked at too. */
  readonly decidesLogins?: true;
  /** Whether hosts ask for one-time codes once it is carried out; absent for a type that never makes them. */
  asksForCodes?(params: P): boolean;
  facts(params: P): readonly FactRequest[];
  plan(params: P, context: PlanContext): TaskPlan;
}
