// Names for runs and execs.
import { randomBytes } from 'node:crypto';

/** A run's id: UTC time to the second, then 32 random bits, so that ids sort by time and two operators never share one. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(4).toString('hex')}`;
}

/** 128 random bits in hex: marks the frames of one exec, or one transaction's state file. */
export function newNonce(): string {
  return randomBytes(16).toString('hex');
}
