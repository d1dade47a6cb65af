// The lines of the plain display, as safe text.
import type { HostResult } from '../run/event.ts';
import { formatDuration } from '../terminal/duration.ts';
import type { Style } from '../terminal/style.ts';
import { badStatuses, type Tally } from './tally.ts';
import { statusText } from './titles.ts';

/** `web1: failed in stage: no space left (0.2s)`: how a host ended, and the first line of why. */
export function resultLine({ host, status, problem, durationMs }: HostResult, style: Style): string {
  const why = problem === undefined ? '' : ` in ${problem.phase}: ${style.lines(problem.message)[0] ?? ''}`;
  const paint = badStatuses.includes(status) ? 'red' : status === 'changed' ? 'yellow' : 'green';
  return `${style.text(host)}: ${style.paint(paint, status)}${why} (${formatDuration(durationMs)})`;
}

/** `12 of 40 hosts in 3.7s: 10 changed, 2 unreachable`. */
export function countLine(tally: Tally, now: number): string {
  const counts = statusText(tally.statuses);
  const time = formatDuration(now - tally.started);
  return `${tally.finished} of ${tally.total} hosts in ${time}${counts === '' ? '' : `: ${counts}`}`;
}
