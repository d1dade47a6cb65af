// Keyturn as its users start it: the whole process, with its peak memory.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostStatus } from '../src/run/event.ts';
import { playbookFile, type BenchHosts } from './hosts.ts';
import type { Sample } from './measurements.ts';
import { freshVault } from './vault.ts';

const cli = join(import.meta.dirname, '../dist/cli.js');

// Told by the process itself when it ends, on a channel of its own: nothing else sees the peak of exactly one process.
const tellPeak = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs';process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));",
)}`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** KiB. */
  readonly peak: string;
}

/** Runs `keyturn plan` or `apply` to its end; every host has to end with the given status. */
export async function wholeKeyturn(hosts: BenchHosts, mode: 'plan' | 'apply', expected: HostStatus): Promise<Sample> {
  const { lab, forks } = hosts;
  const vault = await freshVault(hosts);
  const inventory = join(lab.directory, 'inventory.yml');
  writeFileSync(inventory, lab.inventory());
  const argv = [
    ...[mode, playbookFile, '--inventory', inventory, '--known-hosts', lab.knownHosts, '--forks', String(forks)],
    ...['--timeout', '120', '--vault', vault.folder, '--identity', vault.identity, '--json'],
  ];
  const from = performance.now();
  const ended = await runCli(argv, vault.state);
  const milliseconds = performance.now() - from;
  if (ended.code !== 0) throw new Error(`keyturn ${mode} ended with ${ended.code ?? 'a signal'}: ${ended.stderr}`);
  for (const { name, status } of hostsOf(ended.stdout)) {
    if (status !== expected) throw new Error(`${name} ended as ${status}, not ${expected}`);
  }
  return { milliseconds, memory: Number(ended.peak) * 1024 };
}

function runCli(argv: readonly string[], state: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', tellPeak, cli, ...argv], {
      env: { ...process.env, XDG_STATE_HOME: state },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [stdout, stderr, peak] = child.stdio.slice(1).map(collect);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: stdout?.() ?? '', stderr: stderr?.() ?? '', peak: peak?.() ?? '' });
    });
  });
}

function collect(stream: NodeJS.EventEmitter | null | undefined): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

function hostsOf(document: string): readonly { readonly name: string; readonly status: string }[] {
  const { runs } = JSON.parse(document) as { runs: readonly { hosts: readonly { name: string; status: string }[] }[] };
  return runs.flatMap(({ hosts }) => hosts);
}
