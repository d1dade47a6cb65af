// One host of each shape goes first. The others of its shape wait before anything is written to them, until it has come through.
import type { HostStatus } from './event.ts';
import { Interrupted } from './interrupt.ts';

/** How often another host may take the place of a canary that ended before its logins were touched. */
const replacements = 2;

/** What the hosts of one shape know of those that went first. */
interface Shape {
  /** The host that is on its way; undefined once one came through, or nobody may try again. */
  canary: string | undefined;
  readonly waiting: (() => void)[];
  tries: number;
  verdict: 'open' | 'safe' | Interrupted;
}

/** The canaries of one run. */
export class Canaries {
  readonly #shapes = new Map<string, Shape>();

  /**
   * Resolves when the host may be changed: at once for the first of its shape, else when that one has come through. Rejects with an
   * Interrupted when it was put back or lost, or with the signal's reason. `onWait` is told which host goes first.
   */
  async enter(host: string, shapeName: string, signal: AbortSignal, onWait: (canary: string) => void): Promise<void> {
    const shape = this.#shape(shapeName);
    for (;;) {
      signal.throwIfAborted();
      if (shape.verdict === 'safe') return;
      if (shape.verdict !== 'open') throw shape.verdict;
      if (shape.canary === undefined) {
        shape.canary = host;
        return;
      }
      onWait(shape.canary);
      await nextTurn(shape, signal);
    }
  }

  /** Takes in how a host ended that had entered. Of others than a canary it takes no notice. */
  leave(host: string, shapeName: string, status: HostStatus): void {
    const shape = this.#shape(shapeName);
    if (shape.canary !== host) return;
    shape.canary = undefined;
    shape.verdict = verdictOf(host, status, shape.tries);
    shape.tries += 1;
    for (const wake of shape.waiting.splice(0)) wake();
  }

  #shape(name: string): Shape {
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    const fresh: Shape = { canary: undefined, waiting: [], tries: 0, verdict: 'open' };
    this.#shapes.set(name, fresh);
    return fresh;
  }
}

/** A canary that ended before its logins were touched, by a lock or a full disk, says little of the others: another one is tried. */
function verdictOf(host: string, status: HostStatus, tries: number): Shape['verdict'] {
  if (status === 'changed' || status === 'ok') return 'safe';
  const mayTryAnother = status !== 'reverted' && status !== 'lost' && tries < replacements;
  return mayTryAnother
    ? 'open'
    : new Interrupted(`${host}, which is configured alike and went first, ended as ${status}`);
}

function nextTurn({ waiting }: Shape, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      signal.removeEventListener('abort', wake);
      resolve();
    };
    signal.addEventListener('abort', wake, { once: true });
    waiting.push(wake);
  });
}
