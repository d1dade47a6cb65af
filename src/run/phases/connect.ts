// Connect: one connection, the lifeline, kept until the end. A lock that the user wants broken is broken before anything is looked at.
import type { Connection } from '../../connection/connection.ts';
import type { Evidence } from '../../connection/evidence.ts';
import { registered, type HostContext } from '../host-context.ts';
import { breakLock } from '../host-lock.ts';

/** The lifeline, and what the login that made it showed. */
export interface FirstConnection {
  readonly lifeline: Connection;
  readonly login: Evidence;
}

/** Connects as the managing account. Rejects with a ConnectionError, or with what breaking a lock came to. */
export async function connectHost(host: HostContext): Promise<FirstConnection> {
  const first = await connectOnce(host);
  if (!(await breakLock(host, first.lifeline))) return first;
  // The login that was seen was one to a configuration that is gone.
  await first.lifeline.close();
  return connectOnce(host);
}

async function connectOnce(context: HostContext): Promise<FirstConnection> {
  const { host, services, timeline, interrupt } = context;
  const began = services.now();
  const made = await timeline.phase('connect', () => services.connect(host, timeline, interrupt.stopping));
  // Who types a code, or waits for one, takes longer than the host.
  if (made.evidence.prompts.length === 0) timeline.loginMs = services.now() - began;
  return { lifeline: registered(context, made.connection), login: made.evidence };
}
