// How runs and transactions are named on hosts. host/lib/base.sh has the same rules.

/** Whether a text can be a run's id: the name of one folder, of plain characters. */
export function isRunId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text) && text !== 'last';
}

/** Whether a text can be a transaction's nonce: 64 to 256 bits in hex. */
export function isNonce(text: string): boolean {
  return /^[0-9a-f]{16,64}$/.test(text);
}
