// Waiting for something that a host may never do.
import { abortReason } from './abort-reason.ts';
import type { SshSession } from './ssh-session.ts';

/** How long to wait, and for whom. */
export interface Patience {
  /** Milliseconds. */
  readonly timeout: number;
  /** Makes the error for a host that took longer. */
  readonly late: () => Error;
  readonly signal?: AbortSignal | undefined;
}

/** The end of waiting; whatever comes first counts. */
export interface Pending<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
  readonly isSettled: () => boolean;
}

/** Waits for `start` to settle. Rejects before that when the time is over, the connection is lost, or the signal aborts. */
export function waitFor<T>(session: SshSession, patience: Patience, start: (pending: Pending<T>) => void): Promise<T> {
  const { timeout, late, signal } = patience;
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      stopListening();
      finish();
    };
    const pending: Pending<T> = {
      resolve: (value) => {
        settle(() => {
          resolve(value);
        });
      },
      reject: (reason) => {
        settle(() => {
          reject(reason);
        });
      },
      isSettled: () => settled,
    };
    const abort = (): void => {
      pending.reject(abortReason(signal));
    };
    const timer = setTimeout(() => {
      pending.reject(late());
    }, timeout);
    const stopListening = session.onLost(pending.reject);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    else start(pending);
  });
}
