// The table of a benchmark: medians, extremes, and the ratios with their targets.
import { cpus } from 'node:os';
import type { Measurements } from './measurements.ts';

const rows: readonly (readonly [string, string])[] = [
  ['a', 'a  handshake floor: bare ssh2, connect + sudo -n id -u'],
  ['b', 'b  probe floor: bare ssh2 running the gather script'],
  ['b after', 'b  the same once the hosts ask for codes'],
  ['c plan', 'c  keyturn plan, in process'],
  ['c no-op', 'c  keyturn apply, nothing to do, in process'],
  ['d', 'd  keyturn apply, the first, in process'],
  ['d rehearse', '   of that, rehearsed logins'],
  ['d prove', '   of that, the proof'],
  ['arming', '   connect, arm and disarm: bare ssh2'],
  ['whole plan', 'c  keyturn plan, whole process'],
  ['whole no-op', 'c  keyturn apply, nothing to do, whole process'],
  ['whole first', 'd  keyturn apply, the first, whole process'],
  ['e first', 'e  ansible-playbook, the first, whole process'],
  ['e no-op', 'e  ansible-playbook, nothing to do, whole process'],
  ['f floor', 'f  probe floor of an audit: its gather script'],
  ['f', 'f  keyturn audit by all rules, in process'],
  ['node', '   start-up: node -e 0'],
  ['version', '   start-up: keyturn --version'],
  ['help', '   start-up: keyturn plan --help'],
];

interface Ratio {
  readonly name: string;
  readonly above: string;
  readonly below: string;
  readonly most?: number;
  readonly least?: number;
}

const ratios: readonly Ratio[] = [
  { name: 'b / a', above: 'b', below: 'a', most: 2 },
  { name: 'c plan / b', above: 'c plan', below: 'b', most: 1.2 },
  { name: 'c no-op / b', above: 'c no-op', below: 'b after', most: 1.2 },
  { name: 'f / its probe floor', above: 'f', below: 'f floor', most: 1.15 },
  { name: 'f / a', above: 'f', below: 'a', most: 3 },
  { name: 'e no-op / c no-op', above: 'e no-op', below: 'c no-op', least: 25 },
  { name: 'e first / d', above: 'e first', below: 'd', least: 10 },
  { name: 'e no-op / c no-op, whole processes', above: 'e no-op', below: 'whole no-op' },
  { name: 'e first / d, whole processes', above: 'e first', below: 'whole first' },
];

const startUpMost = 120;
const safetyMost = 1.3;

interface Circumstances {
  readonly hosts: number;
  readonly ansible: string | undefined;
}

/** The lines of the table. */
export function table(measured: Measurements, { hosts, ansible }: Circumstances): readonly string[] {
  const where = `${hosts} hosts on this machine's ${cpus().length} cores, all at the same time; rounds interleaved`;
  const peer = ansible ?? 'ansible-playbook was not found on this machine, so that row e is missing';
  const head = ['median ms', 'min', 'max', 'runs', 'trips/host', 'CPU/host', 'peak MB'];
  return [
    where,
    peer,
    '',
    line('', head),
    ...rows.flatMap(([row, title]) =>
      measured.of(row).length === 0 ? [] : [line(title, cells(measured, row, hosts))],
    ),
    '',
    ...ratios.flatMap((ratio) => ratioLine(measured, ratio)),
    ...startUpLine(measured),
    ...safetyLines(measured, hosts),
  ];
}

function cells(measured: Measurements, row: string, hosts: number): readonly string[] {
  const samples = measured.of(row);
  const times = samples.map((sample) => sample.milliseconds);
  const last = samples.at(-1);
  const memory = samples.flatMap((sample) => sample.memory ?? []);
  const cpu = measured.median(row, (sample) => sample.hostCpu);
  return [
    ...[measured.median(row), Math.min(...times), Math.max(...times), samples.length].map((value) => value.toFixed(0)),
    last?.roundTrips === undefined ? '' : (last.roundTrips / hosts).toFixed(1),
    Number.isNaN(cpu) ? '' : `${(cpu / hosts).toFixed(0)} ms`,
    memory.length === 0 ? '' : (Math.max(...memory) / 1e6).toFixed(0),
  ];
}

function line(title: string, cellTexts: readonly string[]): string {
  return `${title.padEnd(55)}${cellTexts.map((cell) => cell.padStart(11)).join('')}`.trimEnd();
}

function ratioLine(measured: Measurements, { name, above, below, most, least }: Ratio): readonly string[] {
  const ratio = measured.median(above) / measured.median(below);
  if (Number.isNaN(ratio)) return [];
  const target = most === undefined ? (least === undefined ? '' : `target ≥ ${least}`) : `target ≤ ${most}`;
  const met = ratio <= (most ?? Infinity) && ratio >= (least ?? 0);
  return [`${name.padEnd(36)}${ratio.toFixed(2).padStart(8)}   ${target}${met ? '' : '   MISSED'}`.trimEnd()];
}

/** What it costs not to lock anybody out, against what as many logins cost that nothing comes of. */
function safetyLines(measured: Measurements, hosts: number): readonly string[] {
  const logins = measured.median('d', (sample) => sample.logins) / hosts;
  const waited = measured.median('d', (sample) => sample.waited) / 1000;
  if (Number.isNaN(logins)) return [];
  const floor = measured.median('a');
  const cost = measured.median('d rehearse') + measured.median('d prove') + measured.median('arming') - floor;
  const ratio = cost / (logins * floor);
  const missed = ratio <= safetyMost ? '' : '   MISSED';
  const trusting = measured.median('d') - measured.median('d rehearse') - measured.median('d prove');
  const behind = measured.median('e first') / trusting;
  return [
    ...(Number.isNaN(behind) ? [] : [`${'e first / d without its logins'.padEnd(36)}${behind.toFixed(2).padStart(8)}`]),
    `${'rehearse + prove + arm / logins × a'.padEnd(36)}${ratio.toFixed(2).padStart(8)}   target ≤ ${safetyMost}${missed}`,
    `${logins.toFixed(1)} logins per host besides the first; waited for one-time codes: ${waited.toFixed(0)} s`,
  ];
}

function startUpLine(measured: Measurements): readonly string[] {
  const above = measured.median('version') - measured.median('node');
  if (Number.isNaN(above)) return [];
  const missed = above <= startUpMost ? '' : '   MISSED';
  return [
    `${'--version above node -e 0, ms'.padEnd(36)}${above.toFixed(0).padStart(8)}   target ≤ ${startUpMost}${missed}`,
  ];
}
