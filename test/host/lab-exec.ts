// The steps of a transaction on a lab host, without SSH: as root through docker, which is enough to see the scripts at work.
import type { LabHost } from '../../docker/host.ts';
import type { Exec } from '../../src/host-protocol/exec.ts';
import { newNonce } from '../../src/run/run-id.ts';
import { readScriptOutput, scriptInput } from '../../src/shell/script-input.ts';

/** An Exec that runs scripts as root inside a lab host. */
export function labExec(host: LabHost): Exec {
  return {
    async runScript({ text, args = [] }) {
      const nonce = newNonce();
      const { stdin } = scriptInput(text, args, nonce);
      const { code, stdout, stderr } = await host.exec(['/bin/sh', '-s'], stdin);
      const output = readScriptOutput(stdout, nonce);
      const completed = code === 0 && output.ended;
      return { completed, code: code === -1 ? undefined : code, signal: undefined, stdout: output.text, stderr };
    },
  };
}
