// What a run that was killed has left on a host: asked over a fresh connection, reverted where it is still armed, waited for where the
// host cannot be asked. What counts is what the host's own state says.
import type { Connection } from '../connection/connection.ts';
import { armedRun } from '../facts/armed-run.ts';
import type { Host } from '../inventory/host.ts';
import { requestRevert } from './phases/revert.ts';
import type { TransactionId } from '../host-protocol/transaction-id.ts';
import { gather } from './phases/gather.ts';
import type { OpenHost } from './journal/journal.ts';
import type { Interrupt } from './interrupt.ts';
import type { RunServices } from './services.ts';

/** Milliseconds between two questions, and how long after its deadline a host must have answered one. */
const retryEvery = 10_000;
const grace = 60_000;

/**
 * How a host is: reverted, or confirmed; `none` when nothing of the run is there (any more), `unknown` when it could not be asked until
 * long after its time was up.
 */
export type Settled = 'old' | 'new' | 'none' | 'unknown';

export interface SettleOptions {
  readonly services: RunServices;
  readonly interrupt: Interrupt;
  /** Hears that a host cannot be asked yet. */
  readonly waiting: (reason: string, seconds: number) => void;
}

/** Settles one host. Never rejects. */
export async function settle(host: Host, open: OpenHost, options: SettleOptions): Promise<Settled> {
  const { services, interrupt, waiting } = options;
  // Our clock may have been ahead when the run was begun: from now on no host takes longer than the run has given it.
  const begun = { ...open, revertsAt: Math.min(open.revertsAt, services.now() + (open.span ?? Infinity)) };
  const giveUpAt = begun.revertsAt + grace;
  for (;;) {
    const state = await ask(host, begun, options).catch(() => undefined);
    if (state !== undefined) return state;
    if (services.now() >= giveUpAt || interrupt.stopping.aborted) return 'unknown';
    waiting('does not say how it is; its dead-man switch reverts it', Math.ceil((giveUpAt - services.now()) / 1000));
    await services.sleep(retryEvery, interrupt.stopping).catch(() => undefined);
  }
}

/** Undefined while the host does not say. */
async function ask(host: Host, begun: OpenHost, options: SettleOptions): Promise<Settled | undefined> {
  const { services, interrupt, waiting } = options;
  const { connection } = await services.connect(host, { clockOffset: 0, waiting }, interrupt.stopping);
  try {
    const id: TransactionId = { runId: begun.run, nonce: begun.nonce };
    const outcome = await requestRevert(connection, id);
    switch (outcome.kind) {
      case 'reverted':
        return 'old';
      case 'confirmed':
        return 'new';
      case 'nothing-armed':
        // A script whose controller is gone runs on, and may arm the host after we have asked.
        return (await isStaging(connection, begun, options)) ? undefined : 'none';
      case 'unknown':
        return undefined;
    }
  } finally {
    await connection.close();
  }
}

async function isStaging(
  connection: Connection,
  { nonce, revertsAt }: OpenHost,
  { services, interrupt }: SettleOptions,
): Promise<boolean> {
  if (services.now() >= revertsAt) return false;
  const request = { fact: armedRun, params: [] };
  const facts = await gather(connection, [request], true, services.nonce(), interrupt.stopping);
  return facts.get(armedRun).lockedBy?.nonce === nonce;
}
