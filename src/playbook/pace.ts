// How many hosts of a play at a time, and how many may fail before no other host is begun.
import { toValue, type MapNode } from '../documents/node.ts';

/** The size of one batch: so many hosts, or a percentage of all hosts of the play. */
export type BatchSize = { readonly hosts: number } | { readonly percent: number };

/** Ansible's keywords of a play, with defaults filled in. */
export interface Pace {
  /** The sizes of the batches, the last one again and again; empty for all hosts at once. */
  readonly serial: readonly BatchSize[];
  /** From 0 to 100, of all hosts of the play; more failures than that stop the play. */
  readonly maxFailPercentage: number | undefined;
  /** One failure stops the play. */
  readonly anyErrorsFatal: boolean;
}

/** Reads the keywords of a play that the frame's schema has accepted. Values that it refused count as absent. */
export function paceOf(play: MapNode): Pace {
  const value = (name: string): unknown => {
    const node = play.entries.get(name)?.value;
    return node === undefined ? undefined : toValue(node);
  };
  const serial = value('serial');
  const most = value('max_fail_percentage');
  return {
    serial: (Array.isArray(serial) ? (serial as unknown[]) : [serial]).flatMap(batchSize),
    maxFailPercentage: typeof most === 'number' ? most : undefined,
    anyErrorsFatal: value('any_errors_fatal') === true,
  };
}

function batchSize(value: unknown): readonly BatchSize[] {
  if (typeof value === 'number') return [{ hosts: value }];
  if (typeof value !== 'string') return [];
  const number = Number.parseInt(value, 10);
  return [value.endsWith('%') ? { percent: number } : { hosts: number }];
}
