// The floors: what the same work costs with nothing of Keyturn around it but ssh2.
import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import ssh2 from 'ssh2';
import type { LabHost } from '../docker/lab.ts';
import { gatherScript } from '../src/run/gather.ts';
import { newNonce } from '../src/run/run-id.ts';
import type { BenchHosts } from './hosts.ts';
import type { Sample } from './measurements.ts';

/** Connect and one `sudo -n id -u` on every host. */
export function handshakeFloor(hosts: BenchHosts): Promise<Sample> {
  return onAll(hosts, 'sudo -n id -u', '');
}

/** Connect and Keyturn's own gather script on every host, through sudo, as Keyturn runs it. */
export function probeFloor(hosts: BenchHosts): Promise<Sample> {
  return onAll(hosts, 'sudo -n -- /bin/sh -s', gatherScript(hosts.requests, newNonce()));
}

async function onAll(hosts: BenchHosts, command: string, stdin: string): Promise<Sample> {
  const privateKey = readFileSync(hosts.lab.keys.admin);
  const limit = pLimit(hosts.forks);
  const from = performance.now();
  await Promise.all(hosts.lab.hosts.map((host) => limit(() => connectAndRun(host, privateKey, command, stdin))));
  const memory = process.resourceUsage().maxRSS * 1024;
  return { milliseconds: performance.now() - from, roundTrips: 2 * hosts.lab.hosts.length, memory };
}

function connectAndRun(host: LabHost, privateKey: Buffer, command: string, stdin: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject);
    client.on('connect', () => client.setNoDelay(true));
    client.on('ready', () => {
      client.exec(command, (error, stream) => {
        if (error) {
          reject(error);
          return;
        }
        stream.resume();
        stream.stderr.resume();
        stream.on('exit', (code: number | null) => {
          if (code !== 0) reject(new Error(`${command} on ${host.name} ended with ${code ?? 'a signal'}`));
        });
        stream.on('close', () => {
          client.end();
          resolve();
        });
        stream.end(stdin);
      });
    });
    client.connect({ host: host.address, port: host.port, username: 'admin', privateKey, hostVerifier: () => true });
  });
}
