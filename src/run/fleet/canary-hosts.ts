// One host of each shape goes first. The others of its shape wait before anything is written to them, until it has come through.
import type { HostResult, Phase } from '../event.ts';
import { Interrupted } from '../interrupt.ts';

/** How often another host may take the place of a canary that ended before its logins were touched. */
const replacements = 2;

const untouched: readonly Phase[] = ['connect', 'gather', 'plan', 'prepare', 'stage', 'rehearse'];

/** What the hosts of one shape know of those that went first. */
interface Shape {
  /** The host that is on its way; undefined once one came through, or nobody may try again. */
  canary: string | undefined;
  readonly waiting: (() => void)[];
  tries: number;
  verdict: 'open' | 'safe' | Interrupted;
}

/** The canary hosts of one run. */
export class CanaryHosts {
  readonly #shapes = new Map<string, Shape>();

  /**
   * Resolves when the host may be changed: at once for the first of its shape, else when that one has come through; then to whether
   * it had to wait. Rejects with an Interrupted when that one was reverted or lost, or with the signal's reason. `onWait` is told
   * which host goes first.
   */
  async enter(
    host: string,
    shapeName: string,
    signal: AbortSignal,
    onWait: (canary: string) => void,
  ): Promise<boolean> {
    const shape = this.#shape(shapeName);
    for (let waited = false; ; waited = true) {
      signal.throwIfAborted();
      if (shape.verdict === 'safe') return waited;
      if (shape.verdict !== 'open') throw shape.verdict;
      if (shape.canary === undefined) {
        shape.canary = host;
        return waited;
      }
      onWait(shape.canary);
      await nextTurn(shape, signal);
    }
  }

  /** Takes in how a host ended. Of others than a canary it takes no notice. */
  leave(result: HostResult): void {
    for (const shape of this.#shapes.values()) {
      if (shape.canary !== result.host) continue;
      shape.canary = undefined;
      shape.verdict = verdictOf(result, shape.tries);
      shape.tries += 1;
      for (const wake of shape.waiting.splice(0)) wake();
    }
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
function verdictOf({ host, status, problem }: HostResult, tries: number): Shape['verdict'] {
  if (status === 'changed' || status === 'ok') return 'safe';
  const isUntouched =
    status === 'refused' ||
    ((status === 'failed' || status === 'unreachable' || status === 'skipped') && before(problem?.phase));
  if (isUntouched && tries < replacements) return 'open';
  return new Interrupted(`${host}, which is configured alike and went first, ended as ${status}`);
}

function before(phase: Phase | undefined): boolean {
  return phase !== undefined && untouched.includes(phase);
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
