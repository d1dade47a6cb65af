// How the steps of a transaction reach a host.
import type { Connection, ScriptResult } from '../connection/connection.ts';
import { quote } from '../shell/quote.ts';
import { runName, nonceWord } from './word.ts';
import type { TransactionId } from './transaction-id.ts';

/** All that a step needs of a Connection. */
export type Exec = Pick<Connection, 'runScript'>;

/** What every step takes besides its own arguments. */
export interface StepOptions {
  /** Milliseconds from sending to the last byte. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** Runs one of the scripts that stage left on the host, with the nonce and the given further words. */
export async function runStaged(
  exec: Exec,
  id: TransactionId,
  script: 'apply.sh' | 'confirm.sh' | 'revert.sh',
  defaultTimeout: number,
  options: StepOptions,
): Promise<ScriptResult> {
  const file = quote(`/var/lib/keyturn/${runName(id.runId)}/${script}`);
  // A host that never got as far as placing the script has nothing to apply, confirm or revert.
  const text = `[ -f ${file} ] || { echo 'keyturn ${nonceWord(id.nonce)} nothing-armed'; exit 31; }\nexec /bin/sh ${file} ${id.nonce}\n`;
  return exec.runScript({ text, become: true, timeout: options.timeout ?? defaultTimeout }, options.signal);
}
