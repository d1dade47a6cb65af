// What names one transaction on one host.

/** The run (a folder below /var/lib/keyturn) and the nonce that every later step must show. */
export interface TransactionId {
  readonly runId: string;
  readonly nonce: string;
}
