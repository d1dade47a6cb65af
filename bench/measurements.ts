// What was measured: samples by row.

/** What one run of something cost. */
export interface Sample {
  readonly milliseconds: number;
  /** Connections and execs, over all hosts; undefined where nobody counts. */
  readonly roundTrips?: number;
  /** Milliseconds of CPU time, over all hosts; undefined where it cannot be read. */
  readonly hostCpu?: number;
  /** Peak resident memory in bytes of the process that was measured; undefined where it was no process of its own. */
  readonly memory?: number;
  /** Logins that the run tried besides its own first one, over all hosts. */
  readonly logins?: number;
  /** Milliseconds that hosts waited for one-time codes, all together. */
  readonly waited?: number;
}

/** Samples by row, in the order taken. */
export class Measurements {
  readonly #samples = new Map<string, Sample[]>();

  add(row: string, sample: Sample): void {
    this.#samples.set(row, [...this.of(row), sample]);
  }

  /** The samples of a row; empty when it was not measured. */
  of(row: string): readonly Sample[] {
    return this.#samples.get(row) ?? [];
  }

  /** The median of a row in milliseconds; NaN when it was not measured. */
  median(row: string, of: (sample: Sample) => number | undefined = (sample) => sample.milliseconds): number {
    return middle(this.of(row).flatMap((sample) => of(sample) ?? []));
  }
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  if (sorted.length % 2 === 1) return sorted[Math.floor(half)] ?? NaN;
  return ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
}
