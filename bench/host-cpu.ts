// CPU time of containers, from their control groups: what a host spends is the same however busy the machine is otherwise.
import { existsSync, readFileSync } from 'node:fs';
import { docker } from '../docker/engine.ts';

/** The files that count the CPU time of the given containers; empty where this machine keeps them elsewhere. */
export async function cpuFiles(containers: readonly string[]): Promise<readonly string[]> {
  const pids = (await docker('inspect', '--format', '{{.State.Pid}}', ...containers)).trim().split('\n');
  const files = pids.map(cpuFile);
  return files.every((file) => file !== undefined && existsSync(file))
    ? files.filter((file) => file !== undefined)
    : [];
}

/** Milliseconds that all of them have spent so far. */
export function cpuTime(files: readonly string[]): number {
  return files.map(millisecondsIn).reduce((sum, time) => sum + time, 0);
}

/** Lines of /proc/<pid>/cgroup are `number:controllers:path`; version 2 names no controllers. */
function cpuFile(pid: string): string | undefined {
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const first = groups.find(([, controllers]) => controllers?.split(',').includes('cpuacct') === true);
  if (first !== undefined) return `/sys/fs/cgroup/${first[1] ?? ''}${first[2] ?? ''}/cpuacct.usage`;
  const second = groups.find(([number]) => number === '0');
  return second && `/sys/fs/cgroup${second[2] ?? ''}/cpu.stat`;
}

function millisecondsIn(file: string): number {
  const text = readFileSync(file, 'utf8');
  const microseconds = /^usage_usec (\d+)$/m.exec(text)?.[1];
  return microseconds === undefined ? Number(text) / 1e6 : Number(microseconds) / 1e3;
}
