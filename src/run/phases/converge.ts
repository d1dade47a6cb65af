// Converge: gather and plan once more. A play that still wants something did not do what it said.
import type { Connection } from '../../connection/connection.ts';
import type { Ending, HostContext } from '../host-context.ts';
import { problemOf } from '../problem.ts';
import { whatIsLeft } from './examine.ts';

/**
 * Judges the host after all is done: `changed` when nothing is left to do, else `failed` with what is left. Never rejects: the host is
 * new, and a failure to look at it again must not revert it.
 */
export async function converge(host: HostContext, connection: Connection): Promise<Ending> {
  try {
    const left = await host.timeline.phase('converge', () => whatIsLeft(host, connection));
    return endingOf([
      ...left.plan.changes.map(({ change }) => change.summary),
      ...left.plan.refusals.map(({ message }) => message),
    ]);
  } catch (error) {
    return { status: 'failed', problem: problemOf(error, 'converge') };
  }
}

function endingOf(left: readonly string[]): Ending {
  if (left.length === 0) return { status: 'changed' };
  return {
    status: 'failed',
    problem: {
      phase: 'converge',
      message: `applied, but the host still differs from the playbook: ${left.join('; ')}`,
      help: 'something on the host undoes or hides the change; run `keyturn plan` to see what',
      output: '',
    },
  };
}
