// Why a signal was aborted, as an error.

/** The reason of a signal that was aborted. */
export function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('interrupted', { cause: reason });
}
