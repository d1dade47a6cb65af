// Converge: gather and plan once more. A play that still wants something did not do what it said.
import type { Connection } from '../connection/connection.ts';
import type { TriedLogin } from './event.ts';
import { inspect } from './examine.ts';
import type { Ending, HostRun } from './host-run.ts';

/** Judges the host after all is done: `changed` when nothing is left to do, else `failed` with what is left. */
export async function converge(run: HostRun, connection: Connection, logins: readonly TriedLogin[]): Promise<Ending> {
  const after = await run.timeline.phase('converge', () => inspect(run, connection));
  const left = [
    ...after.plan.changes.map(({ change }) => change.summary),
    ...after.plan.refusals.map((r) => r.message),
  ];
  if (left.length === 0) return { status: 'changed', logins };
  return {
    status: 'failed',
    logins,
    problem: {
      phase: 'converge',
      message: `applied, but the host still differs from the playbook: ${left.join('; ')}`,
      help: 'something on the host undoes or hides the change; run `keyturn plan` to see what',
      output: '',
    },
  };
}
