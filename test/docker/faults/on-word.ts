// A script inside a host that waits for a word, so that at the moment itself nothing has to be started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { LabHost } from '../../../docker/host.ts';

export interface WaitingScript {
  /** Runs the script. Resolves when it ended well, or said `done`; rejects when it failed. */
  go(): Promise<void>;
  /** Lets it end without having run, or whatever of it still runs. */
  dismiss(): Promise<void>;
}

/** Starts sh as root inside the host. It runs the script once told to, and what comes after a line `done` until it is dismissed. */
export async function onWord(host: LabHost, script: string): Promise<WaitingScript> {
  const text = `echo ready; read -r word && [ "$word" = go ] || exit 0\n${script}\necho done; read -r _ || :`;
  const child = spawn('docker', ['exec', '--interactive', host.container, 'sh', '-euc', text], { stdio: 'pipe' });
  const closed = once(child, 'close');
  let [said, complaint] = ['', ''];
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
  const heard = (word: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (said.split('\n').includes(word)) resolve();
      };
      child.stdout.on('data', look);
      look();
      void closed.then(() => {
        reject(new Error(`${host.name}: the script ended before it said ${word}: ${complaint}`));
      });
    });
  await heard('ready');
  return {
    go() {
      child.stdin.write('go\n');
      return heard('done');
    },
    async dismiss() {
      child.stdin.end();
      await closed;
    },
  };
}
