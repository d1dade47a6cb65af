// The end of a plan that a task may not make.
import type { RefusalId } from '../../causes/causes.ts';
import type { TaskPlan } from '../../plan/task-plan.ts';

/** No change, and one refusal. */
export function refuse(cause: RefusalId, message: string, help: string): TaskPlan {
  return { changes: [], refusals: [{ cause, message, help }] };
}
