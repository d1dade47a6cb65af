// Prepare: what logins do not depend on, before the transaction. Never undone.
import { prepare as prepareHost, preparations } from '../transaction/prepare.ts';
import type { Examination } from './examine.ts';
import type { HostRun } from './host-run.ts';
import { RefusedError, StepError } from './problem.ts';

/** Installs what the plan wants installed. Rejects with a StepError that holds the installer's last words. */
export async function prepare(run: HostRun, { plan, distro }: Examination): Promise<void> {
  const changes = plan.changes.map(({ change }) => change);
  if (preparations(changes).length === 0) return;
  const { services, interrupt } = run.options;
  await run.timeline.phase('prepare', async () => {
    const outcome = await prepareHost(run.lifeline, changes, distro, services.nonce(), { signal: interrupt.revertNow });
    switch (outcome.kind) {
      case 'prepared':
        return;
      case 'busy':
        throw new RefusedError('another package manager is at work on the host', {
          help: 'nothing was changed; run again when it is done (unattended upgrades take a few minutes)',
          output: outcome.output,
        });
      case 'failed':
        throw new StepError(`could not ${outcome.summary}`, { help: 'logins are as before', output: outcome.output });
      case 'unknown':
        throw new StepError('the host did not say how the installation ended', {
          help: 'logins are as before; run again',
          output: outcome.detail,
        });
    }
  });
}
