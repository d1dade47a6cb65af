// verify: whether a host is as the play wants, shown by real logins. Writes nothing.
import { requireUnlocked } from '../host-lock.ts';
import { connectHost } from '../phases/connect.ts';
import { examine } from '../phases/examine.ts';
import { repeatLogins } from '../phases/repeat-logins.ts';
import type { Action } from './action.ts';

/** Repeats the logins that prove a change, where they need nothing of ours on the host. */
export const verify: Action = {
  name: 'verify',
  changesHosts: false,
  plansChanges: false,
  sharesEvidence: false,
  async run(host) {
    const { lifeline, login } = await connectHost(host);
    const seen = await examine(host, lifeline, login);
    requireUnlocked(seen.facts);
    return repeatLogins(host, seen, login);
  },
};
