// The end of a plan that a task may not make.
import type { RefusalId } from '../../causes/causes.ts';
import type { Remedy } from '../../plan/refusal.ts';
import type { TaskPlan } from '../../plan/task-plan.ts';

/** No change, and one refusal. */
export function refuse(cause: RefusalId, message: string, remedy: Remedy | string): TaskPlan {
  const advice = typeof remedy === 'string' ? { help: remedy } : remedy;
  return { changes: [], refusals: [{ cause, message, ...advice }] };
}
