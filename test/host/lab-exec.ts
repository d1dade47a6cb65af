// The steps of a transaction on a lab host, without SSH: as root through docker, which is enough to see the scripts at work.
import type { LabHost } from '../../docker/lab.ts';
import type { Exec } from '../../src/transaction/exec.ts';
import { Secret } from '../../src/shell/secret.ts';

/** An Exec that runs scripts as root inside a lab host. */
export function labExec(host: LabHost): Exec {
  return {
    async runScript({ text, args = [], payload = '' }) {
      const stdin = payload instanceof Secret ? payload.reveal() : payload;
      const { code, stdout, stderr } = await host.exec(['/bin/sh', '-c', text, 'script', ...args], stdin);
      return { completed: code === 0, code: code === -1 ? undefined : code, signal: undefined, stdout, stderr };
    },
  };
}
