// What Ctrl-C means. A host in a transaction is never left half done: it is finished, or it is reverted.
import { setMaxListeners } from 'node:events';

/** Three ways to stop, each going further than the one before. */
export interface Interrupt {
  /** Start nothing new; hosts in a transaction finish. */
  readonly stopping: AbortSignal;
  /** Hosts in a transaction stop and revert. */
  readonly revertNow: AbortSignal;
  /** Leave at once: hosts with a pending automatic rollback revert by themselves. */
  readonly leave: AbortSignal;
}

/** An interrupt that signals can raise, one step further each time. */
export interface InterruptSource extends Interrupt {
  /** Stops listening. */
  release(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Listens to SIGINT, SIGTERM and a lost terminal. First: no new hosts, and those whose logins are not touched yet stop where they
 * are. Second: those in a transaction stop as well and are reverted. Third: leave them to their own timers. `tell` gets a line
 * for the user each time.
 */
export function interruptBySignals(tell: (line: string) => void): InterruptSource {
  const steps = [
    {
      controller: new AbortController(),
      line: 'interrupted: no new hosts; finishing those whose logins are being changed (once more: revert them now)',
    },
    {
      controller: new AbortController(),
      line: 'interrupted again: reverting hosts now (once more: leave that to their dead-man switches)',
    },
    {
      controller: new AbortController(),
      line: 'leaving: hosts with a pending automatic rollback revert by themselves; `keyturn status` shows when',
    },
  ] as const;
  // Every host in flight listens; a hundred of them are no leak.
  for (const { controller } of steps) setMaxListeners(0, controller.signal);
  const onSignal = (): void => {
    const next = steps.find(({ controller }) => !controller.signal.aborted);
    if (next === undefined) return;
    tell(next.line);
    next.controller.abort(new Interrupted());
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stopping: steps[0].controller.signal,
    revertNow: steps[1].controller.signal,
    leave: steps[2].controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** Why a host was not begun, or not finished, without anything being wrong with it. By default: the user said so. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(message = 'interrupted') {
    super(message);
  }
}
