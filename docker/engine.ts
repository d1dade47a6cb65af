import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How a process ended: its exit code (-1 when a signal ended it) and everything that it wrote. */
export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, feeding it `stdin`. Rejects only when the program cannot be started. */
export function run(program: string, argv: readonly string[], stdin = ''): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
    // A program that ends without reading its input is its own affair: the exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}

/** Runs a program that has to succeed, and returns what it printed. */
export async function runOrThrow(program: string, argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(program, argv);
  if (code !== 0) {
    throw new Error(`${program} ${argv[0] ?? ''} ended with ${code}: ${stderr.trim()}`);
  }
  return stdout;
}

/** Runs a docker command that has to succeed, and returns what it printed. */
export function docker(...argv: readonly string[]): Promise<string> {
  return runOrThrow('docker', argv);
}

/** A process of this machine beyond the reuse of its number: its pid and when it was started (in ticks since boot). */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

/** The identity of a process that is alive, or undefined. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; field 22 is the start time.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return started === undefined ? undefined : { pid, started };
  } catch {
    return undefined;
  }
}

/** A container that some lab made, read from its labels. */
export interface LabContainer {
  readonly id: string;
  readonly creator: ProcessIdentity;
  readonly keep: boolean;
  readonly directory: string;
}

/** The label that everything of the lab carries, and the only thing by which anything is ever removed. */
export const labLabel = 'keyturn=lab';

/** The arguments of `docker run` that mark a container as a lab's. */
export function labelArguments(lab: Omit<LabContainer, 'id'>): readonly string[] {
  const labels = [
    labLabel,
    `keyturn.pid=${lab.creator.pid}`,
    `keyturn.started=${lab.creator.started}`,
    `keyturn.keep=${String(lab.keep)}`,
    `keyturn.directory=${lab.directory}`,
  ];
  return labels.flatMap((label) => ['--label', label]);
}

/**
 * Every container of every lab on this machine, running or not. Those in which an image is being built inherit the lab's label, but
 * no lab started them.
 */
export async function labContainers(): Promise<readonly LabContainer[]> {
  const fields = ['pid', 'started', 'keep', 'directory'].map((name) => `{{.Label "keyturn.${name}"}}`);
  const format = ['{{.ID}}', ...fields].join('\t');
  const listing = await docker(
    'ps',
    '--all',
    '--no-trunc',
    '--filter',
    `label=${labLabel}`,
    '--filter',
    'label=keyturn.pid',
    '--format',
    format,
  );
  return listing
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', pid = '', started = '', keep = '', directory = ''] = line.split('\t');
      return { id, creator: { pid: Number(pid), started }, keep: keep === 'true', directory };
    });
}

/** Removes containers at once, running or not. One that somebody else is removing at the same time counts as removed. */
export async function removeContainers(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { code, stderr } = await run('docker', ['rm', '--force', '--volumes', ...ids]);
  const others = stderr
    .split('\n')
    .filter((line) => line !== '' && !/No such container|already in progress/.test(line));
  if (code !== 0 && others.length > 0) {
    throw new Error(`docker rm ended with ${code}: ${others.join('; ')}`);
  }
}
