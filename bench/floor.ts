// The floors: what the same work costs with nothing of Keyturn around it but ssh2.
import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import ssh2 from 'ssh2';
import type { LabHost } from '../docker/host.ts';
import { gatherScript } from '../src/run/phases/gather.ts';
import { newNonce } from '../src/run/run-id.ts';
import { managingAccount, type BenchHosts } from './hosts.ts';
import type { Sample } from './measurements.ts';

/** Connect and one `sudo -n id -u` on every host. */
export function handshakeFloor(hosts: BenchHosts): Promise<Sample> {
  return onAll(hosts, 'sudo -n id -u', '', /^0\n$/);
}

/** Connect and Keyturn's own gather script on every host, through sudo, as Keyturn runs it. */
export function probeFloor(hosts: BenchHosts, requests = hosts.requests): Promise<Sample> {
  const last = new RegExp(` end ${requests.at(-1)?.fact.name ?? ''} 0\n$`);
  return onAll(hosts, 'sudo -n -- /bin/sh -s', gatherScript(requests, newNonce()), last);
}

/** Runs a command on every host over bare ssh2; what it prints has to be as expected. */
export async function onAll(hosts: BenchHosts, command: string, stdin: string, expected: RegExp): Promise<Sample> {
  const privateKey = readFileSync(hosts.lab.keys[managingAccount]);
  const limit = pLimit(hosts.forks);
  const from = performance.now();
  const work = hosts.lab.hosts.map((host) => limit(() => connectAndRun(host, privateKey, command, stdin)));
  const answers = await Promise.all(work);
  const milliseconds = performance.now() - from;
  const wrong = answers.find((answer) => !expected.test(answer));
  if (wrong !== undefined) throw new Error(`${command} printed ${JSON.stringify(wrong)}`);
  return { milliseconds, roundTrips: 2 * hosts.lab.hosts.length };
}

/** Resolves to what the command printed, once it ended with 0 and the connection is closed. */
function connectAndRun(host: LabHost, privateKey: Buffer, command: string, stdin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let stdout = '';
    client.on('error', reject);
    client.on('connect', () => client.setNoDelay(true));
    client.on('close', () => {
      resolve(stdout);
    });
    client.on('ready', () => {
      client.exec(command, (error, stream) => {
        if (error) {
          reject(error);
          return;
        }
        stream.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
        stream.stderr.resume();
        stream.on('exit', (code: number | null) => {
          if (code !== 0) reject(new Error(`${command} on ${host.name} ended with ${code ?? 'a signal'}`));
        });
        stream.on('close', () => client.end());
        stream.end(stdin);
      });
    });
    client.connect({
      host: host.address,
      port: host.port,
      username: managingAccount,
      privateKey,
      hostVerifier: () => true,
    });
  });
}
