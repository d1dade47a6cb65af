// What was measured, and the table of it.

/** What one run of something cost. */
export interface Sample {
  readonly milliseconds: number;
  /** Connections and execs, over all hosts; undefined where nobody counts. */
  readonly roundTrips?: number;
  /** Peak resident memory of the measuring process so far, in bytes. */
  readonly memory?: number;
}

/** Samples by row, in the order taken. */
export class Measurements {
  readonly #samples = new Map<string, Sample[]>();

  async take(row: string, work: () => Promise<Sample>): Promise<void> {
    const sample = await work();
    this.#samples.set(row, [...(this.#samples.get(row) ?? []), sample]);
  }

  /** The samples of a row; empty when it was not measured. */
  of(row: string): readonly Sample[] {
    return this.#samples.get(row) ?? [];
  }

  /** The median of a row in milliseconds; NaN when it was not measured. */
  median(row: string): number {
    const times = this.of(row).map((sample) => sample.milliseconds);
    return middle(times);
  }
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(half)] ?? NaN) : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
}

const rows: readonly (readonly [string, string])[] = [
  ['a', 'a  handshake floor: bare ssh2, connect + sudo -n id -u'],
  ['b', 'b  probe floor: bare ssh2 running the gather script'],
  ['c plan', 'c  keyturn plan'],
  ['c no-op', 'c  keyturn apply, nothing to do'],
  ['d', 'd  keyturn apply, the first (package installed)'],
  ['e first', 'e  ansible-playbook, the first'],
  ['e no-op', 'e  ansible-playbook, nothing to do'],
  ['node', '   start-up: node -e 0'],
  ['version', '   start-up: keyturn --version'],
  ['help', '   start-up: keyturn plan --help'],
];

const targets: readonly (readonly [string, string, string, string])[] = [
  ['b / a', 'b', 'a', '≤ 2.0'],
  ['c plan / b', 'c plan', 'b', '≤ 1.2'],
  ['c no-op / b', 'c no-op', 'b', '≤ 1.2'],
  ['e no-op / c no-op', 'e no-op', 'c no-op', '≥ 25'],
  ['e first / d', 'e first', 'd', '≥ 10'],
];

interface Circumstances {
  readonly hosts: number;
  readonly rounds: number;
  readonly ansible: string | undefined;
}

/** Prints medians, extremes, round trips per host, peak memory, and the ratios with their targets. */
export function printTable(measured: Measurements, { hosts, rounds, ansible }: Circumstances): void {
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  out(`\n${hosts} hosts, ${rounds} rounds, interleaved; ${ansible ?? 'no ansible-playbook on this machine'}`);
  out(`${'what'.padEnd(56)}  median ms      min      max  trips/host  peak MB`);
  for (const [row, title] of rows) {
    const samples = measured.of(row);
    if (samples.length === 0) continue;
    const times = samples.map((sample) => sample.milliseconds);
    const last = samples.at(-1);
    const trips = last?.roundTrips === undefined ? '' : (last.roundTrips / hosts).toFixed(1);
    const memory = last?.memory === undefined ? '' : (last.memory / 1e6).toFixed(0);
    const cells = [measured.median(row), Math.min(...times), Math.max(...times)].map((ms) => ms.toFixed(0));
    out(`${title.padEnd(56)}  ${cells.map((cell) => cell.padStart(9)).join('')}${trips.padStart(12)}${memory.padStart(9)}`);
  }
  out('');
  for (const [name, above, below, target] of targets) {
    const ratio = measured.median(above) / measured.median(below);
    if (!Number.isNaN(ratio)) out(`${name.padEnd(20)} ${ratio.toFixed(2).padStart(7)}   target ${target}`);
  }
  const startUp = measured.median('version') - measured.median('node');
  out(`keyturn --version above node -e 0: ${startUp.toFixed(0)} ms   target ≤ 120 ms`);
}
