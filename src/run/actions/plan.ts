// plan: what apply would do to a host. Reads only.
import { connectHost } from '../phases/connect.ts';
import { examine } from '../phases/examine.ts';
import type { Action } from './action.ts';

/** Writes nothing, on no host and in no journal. */
export const plan: Action = {
  name: 'plan',
  changesHosts: false,
  plansChanges: true,
  sharesEvidence: true,
  async run(host) {
    const { lifeline, login } = await connectHost(host);
    const seen = await examine(host, lifeline, login);
    if (seen.plan.refusals.length > 0) return { status: 'refused' };
    return { status: seen.plan.changes.length > 0 ? 'changed' : 'ok' };
  },
};
