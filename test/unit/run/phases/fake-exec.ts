// A host that answers what a test wants.
import type { Script, ScriptResult } from '../../../../src/connection/connection.ts';
import type { Exec } from '../../../../src/host-protocol/exec.ts';

export const id = { runId: 'run-1', nonce: '0123456789abcdef' };

/** An Exec that answers every script alike, and what it was asked. */
export function answering(answer: Partial<ScriptResult>): Exec & { readonly scripts: readonly Script[] } {
  const scripts: Script[] = [];
  return {
    scripts,
    runScript: (script) => {
      scripts.push(script);
      const code = answer.code ?? 0;
      return Promise.resolve({ completed: code === 0, code, signal: undefined, stdout: '', stderr: '', ...answer });
    },
  };
}

/** One answer line of the transaction under test. */
export function line(text: string): string {
  return `keyturn ${id.nonce} ${text}\n`;
}
