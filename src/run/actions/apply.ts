// apply: what happens to a host, in order. A host ends fully old or fully new; every way out of here says which, or that it is lost.
//
//   step that fails             the host                                    ends as
//   connect, gather, plan       was only read                               unreachable, failed, refused
//   prepare                     has its packages, logins are as before      failed, refused
//   stage, rehearse             reverts: the snapshots go, nothing else     failed, refused
//   apply, prove, confirm       reverts over the lifeline, over a new       reverted; lost where it cannot be asked, and
//                               connection, or by its dead-man switch       reverts by itself
//   converge                    is new, and stays so                        failed
import { hostShape } from '../fleet/host-shape.ts';
import type { Examination } from '../examination.ts';
import { removeLeftovers, requireUnlocked } from '../host-lock.ts';
import { applyStaged } from '../phases/apply.ts';
import { confirm } from '../phases/confirm.ts';
import { connectHost } from '../phases/connect.ts';
import { converge } from '../phases/converge.ts';
import { examine, lookAgain } from '../phases/examine.ts';
import { prepare } from '../phases/prepare.ts';
import { prove } from '../phases/prove.ts';
import { rehearse } from '../phases/rehearse.ts';
import { revertAfterFailure } from '../phases/revert.ts';
import { stage } from '../phases/stage.ts';
import { planTransaction } from '../transaction.ts';
import type { Action } from './action.ts';

/** Carries a play out on one host. */
export const apply: Action = {
  name: 'apply',
  changesHosts: true,
  plansChanges: true,
  sharesEvidence: true,
  async run(host) {
    const { lifeline, login } = await connectHost(host);
    let seen = await examine(host, lifeline, login);
    if (hasWork(seen) && (await host.takeTurn(hostShape(seen.facts)))) seen = await lookAgain(host, lifeline);
    requireUnlocked(seen.facts);
    if (seen.plan.refusals.length > 0) return { status: 'refused' };
    if (!hasWork(seen)) {
      await removeLeftovers(lifeline, seen.facts);
      return { status: 'ok' };
    }
    host.interrupt.stopping.throwIfAborted();
    await prepare(host, lifeline, seen);
    if (!changesLogins(seen)) return converge(host, lifeline);

    const transaction = await planTransaction(host, lifeline, seen);
    try {
      await stage(host, transaction);
      await rehearse(host, transaction);
      host.interrupt.stopping.throwIfAborted();
      await applyStaged(host, transaction);
      const fresh = await prove(host, transaction);
      await confirm(host, transaction, fresh);
      return await converge(host, fresh);
    } catch (error) {
      return revertAfterFailure(host, transaction, error);
    }
  },
};

function hasWork({ plan }: Examination): boolean {
  return plan.refusals.length === 0 && plan.changes.length > 0;
}

function changesLogins({ plan }: Examination): boolean {
  return plan.changes.some(({ change }) => change.risk === 'login');
}
