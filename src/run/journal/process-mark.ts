// Which process is at work on a run, so that another one can tell whether it still is.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process id alone may have been given out again; with its start time and the boot it is one process for ever. */
export interface ProcessMark {
  readonly machine: string;
  readonly pid: number;
  /** Ticks since the boot; undefined where the system does not tell. */
  readonly started: string | undefined;
  readonly boot: string | undefined;
}

/** This process. */
export function thisProcess(): ProcessMark {
  return { machine: hostname(), pid: process.pid, started: startOf(process.pid), boot: bootId() };
}

/** Whether a process still runs; `unknown` for one of another machine. */
export function lifeOf({ machine, pid, started, boot }: ProcessMark): 'alive' | 'dead' | 'unknown' {
  if (machine !== hostname()) return 'unknown';
  if (boot !== bootId()) return 'dead';
  if (started !== undefined) return startOf(pid) === started ? 'alive' : 'dead';
  return answers(pid) ? 'alive' : 'dead';
}

/** proc(5): the 22nd field. The second one, the command name, may hold spaces and brackets. */
function startOf(pid: number): string | undefined {
  return read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')[19];
}

function bootId(): string | undefined {
  return read('/proc/sys/kernel/random/boot_id')?.trim();
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
