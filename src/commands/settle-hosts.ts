// The hosts that a killed run had started: each is asked for its state, and an unconfirmed change is reverted.
import pLimit from 'p-limit';
import type { Host } from '../inventory/host.ts';
import type { Journal, OpenHost } from '../run/journal/journal.ts';
import type { Interrupt } from '../run/interrupt.ts';
import type { RunServices } from '../run/services.ts';
import { settle, type Settled } from '../run/settle.ts';

export interface SettleHostsOptions {
  readonly services: RunServices;
  readonly interrupt: Interrupt;
  readonly journal: Journal;
  /** Hosts in parallel. */
  readonly forks: number;
  /** Shows a line to the user. */
  readonly show: (line: string) => void;
}

const words: Readonly<Record<Settled, string>> = {
  old: 'is reverted: it is as before the run',
  none: 'has no trace of the run',
  new: 'is confirmed: it is in the desired state of the run',
  unknown: 'could not be asked; from its console, `sh /var/lib/keyturn/last/revert.sh` reverts it',
};

/** Settles hosts, shows the state of each, and gives the names of those whose state is unknown. Never rejects. */
export async function settleHosts(
  begun: readonly OpenHost[],
  hosts: ReadonlyMap<string, Host>,
  { services, interrupt, journal, forks, show }: SettleHostsOptions,
): Promise<readonly string[]> {
  const limit = pLimit(forks);
  const settled = await Promise.all(begun.map((one) => limit(() => settleOne(one))));
  return begun.filter((_, index) => settled[index] === 'unknown').map(({ host }) => host);

  async function settleOne(one: OpenHost): Promise<Settled> {
    const host = hosts.get(one.host);
    if (host === undefined) {
      show(`${one.host} is no longer in the inventory; run ${one.run} had started it, and it ${words.unknown}`);
      return 'unknown';
    }
    const waiting = (reason: string, seconds: number): void => {
      show(`${one.host} ${reason} (at most ${seconds} s)`);
    };
    const state = await settle(host, one, { services, interrupt, waiting });
    if (state !== 'unknown') {
      journal.note({ type: 'settled', run: one.run, host: one.host, state: state === 'new' ? 'new' : 'old' });
    }
    show(`${one.host} ${words[state]} (run ${one.run})`);
    return state;
  }
}
