// The batches of a play: which hosts are begun together. The next batch waits for the end of the one before.
import type { BatchSize } from '../../playbook/pace.ts';

/**
 * Splits hosts into batches of the given sizes, the last size again and again. Percentages are of all hosts, rounded down as Ansible
 * does, and never less than one host. No sizes at all give one batch.
 */
export function batchesOf<T>(hosts: readonly T[], sizes: readonly BatchSize[]): readonly (readonly T[])[] {
  const batches: (readonly T[])[] = [];
  let begun = 0;
  while (begun < hosts.length) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)];
    const count = size === undefined ? hosts.length : hostsIn(size, hosts.length);
    batches.push(hosts.slice(begun, begun + count));
    begun += count;
  }
  return batches;
}

function hostsIn(size: BatchSize, all: number): number {
  return 'hosts' in size ? size.hosts : Math.max(1, Math.floor((all * size.percent) / 100));
}
