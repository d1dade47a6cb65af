// The texts of the display, sanitized and cut to the terminal's width. Nothing here knows listr2.
import type { HostStatus, Phase } from '../run/event.ts';
import { formatDuration } from '../terminal/duration.ts';
import { foldNamesShort } from '../terminal/fold-names.ts';
import type { Style } from '../terminal/style.ts';
import { displayWidth, truncate } from '../terminal/width.ts';
import type { Tally } from './tally.ts';

/** Hosts that have been in a phase for less than this are not named: a fast run would only flicker. */
const slowAfterMs = 1000;
const slowest = 5;
const maxWaits = 3;
/** The icon and the indentation that listr2 puts before a title, and one column so that the cursor never wraps. */
const margin = 5;

/** A phase in one line; under it, while it runs, the slowest hosts and those that wait for something. */
export function phaseTitle(tally: Tally, phase: Phase, now: number, style: Style): string {
  const { entered, done, failed, running, from, until } = tally.phase(phase);
  const name = phase.padEnd(9);
  if (entered === 0) return name.trimEnd();
  const trouble = failed > 0 ? [`${failed} failed`] : [];
  if (tally.isOver(phase)) {
    return [
      `${name} ${done + failed} ${done + failed === 1 ? 'host' : 'hosts'}`,
      ...trouble,
      formatDuration(until - from),
    ].join(', ');
  }
  const of = phase === 'revert' ? entered : entered + tally.yetToCome(phase);
  const active = running.size > 0 ? [`${running.size} running`] : [];
  const counts = [`${name} ${done + failed} of ${of}`, ...active, ...trouble].join(', ');
  return [counts, ...slowLines(running, now, style), ...waitLines(tally, running, now, style)].join('\n');
}

/** The run as a whole: how many hosts are done, and how. */
export function totalTitle(tally: Tally, now: number, style: Style): string {
  const counts = statusText(tally.statuses);
  const hosts = `${tally.finished} of ${tally.total} hosts, ${formatDuration(now - tally.started)}`;
  const word = tally.interrupted ? 'interrupted: ' : tally.stopped ? 'stopped: ' : '';
  const queued = tally.queued.size === 0 ? '' : `, ${tally.queued.size} waiting for a canary host`;
  const text = `${word}${hosts}${counts === '' ? '' : `: ${counts}`}${queued}`;
  return fit(`${text}  (${tally.mode} ${style.text(tally.play)})`, style);
}

/** `12 changed, 1 failed`, in the order of the recap. */
export function statusText(statuses: ReadonlyMap<HostStatus, number>): string {
  const order: readonly HostStatus[] = [
    'ok',
    'changed',
    'unreachable',
    'failed',
    'skipped',
    'refused',
    'reverted',
    'lost',
  ];
  return order
    .flatMap((status) => ((statuses.get(status) ?? 0) > 0 ? [`${statuses.get(status) ?? 0} ${status}`] : []))
    .join(', ');
}

/** The newest notes, uncut: a cut would lose what to do next. */
export function noteLines(notes: readonly string[], style: Style): string[] {
  return notes.slice(-2).flatMap((note) => wrapped(style.text(note), style).map((line) => style.paint('yellow', line)));
}

function wrapped(safe: string, style: Style): string[] {
  const columns = Math.max(20, style.width() - margin);
  const lines: string[] = [];
  for (const word of safe.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    if (lines.length > 0 && displayWidth(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(truncate(word, columns, style.symbols.ellipsis));
  }
  return lines;
}

function slowLines(running: ReadonlyMap<string, number>, now: number, style: Style): string[] {
  const slow: string[] = [];
  for (const [host, since] of running) {
    if (slow.length === slowest || now - since < slowAfterMs) break;
    slow.push(`${style.text(host)} ${formatDuration(now - since)}`);
  }
  return slow.length === 0 ? [] : [style.paint('dim', fit(slow.join(', '), style))];
}

/** Hosts that wait, such as for the next one-time code, with the time left; those with the same reason share a line. */
function waitLines(tally: Tally, running: ReadonlyMap<string, number>, now: number, style: Style): string[] {
  const byReason = new Map<string, { hosts: string[]; until: number }>();
  for (const [host, wait] of tally.waits) {
    if (!running.has(host) || wait.until <= now) continue;
    const known = byReason.get(wait.reason) ?? { hosts: [], until: 0 };
    known.hosts.push(host);
    known.until = Math.max(known.until, wait.until);
    byReason.set(wait.reason, known);
  }
  return [...byReason].slice(0, maxWaits).map(([reason, { hosts, until }]) => {
    const left = `${Math.ceil((until - now) / 1000)}s`;
    const line = `waiting ${left}: ${style.text(reason)} (${style.text(foldNamesShort(hosts, 3))})`;
    return style.paint('yellow', fit(line, style));
  });
}

function fit(safe: string, style: Style): string {
  return truncate(safe, Math.max(20, style.width() - margin), style.symbols.ellipsis);
}
