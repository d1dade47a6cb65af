// The display for logs: one line per thing worth knowing, each prefixed by its host. Few hosts get a line each when they are done;
// of many only those that end badly do, and a count goes by now and then. -v tells every phase, -vv its beginning too.
import type { HostResult, RunEvent } from '../run/event.ts';
import { formatDuration } from '../terminal/duration.ts';
import type { Progress, ProgressOptions } from './progress.ts';
import { badStatuses, Tally } from './tally.ts';
import { statusText } from './titles.ts';
import { waitGate } from './wait-gate.ts';
import { done } from './words.ts';

/** Up to so many hosts each have their line. */
const fewHosts = 20;
/** Hosts that end the same bad way in the same phase, of many, before they are only counted. */
const maxAlike = 20;
/** Silence after which a line says that something still goes on. */
const silenceMs = 10_000;

/** A progress that only ever appends lines. */
export function plain(options: ProgressOptions): Progress {
  const { stream, style, verbosity = 0 } = options;
  const now = options.now ?? (() => performance.now());
  let tally: Tally | undefined;
  let lastLine = now();
  const alike = new Map<string, number>();
  const mayWait = waitGate();

  const say = (line: string): void => {
    lastLine = now();
    stream.write(`${line}\n`);
  };
  const few = (): boolean => verbosity > 0 || (tally?.total ?? 0) <= fewHosts;

  const hostFinished = (run: Tally, result: HostResult): void => {
    if (few()) say(resultLine(result));
    else if (badStatuses.includes(result.status)) hostFailed(result);
    if (!few() && run.finished < run.total && tenth(run.finished, run.total) > tenth(run.finished - 1, run.total))
      say(countLine(run, now()));
  };
  const hostFailed = (result: HostResult): void => {
    const key = `${result.status} ${result.problem?.phase ?? ''}`;
    const count = (alike.get(key) ?? 0) + 1;
    alike.set(key, count);
    if (count <= maxAlike) say(resultLine(result));
    if (count === maxAlike) say(`further hosts that are ${result.status} like these are only counted`);
  };
  const resultLine = (result: HostResult): string => {
    const { problem } = result;
    const why = problem === undefined ? '' : ` in ${problem.phase}: ${style.lines(problem.message)[0] ?? ''}`;
    const paint = badStatuses.includes(result.status) ? 'red' : result.status === 'changed' ? 'yellow' : 'green';
    return `${style.text(result.host)}: ${style.paint(paint, result.status)}${why} (${formatDuration(result.durationMs)})`;
  };

  const tell = (run: Tally, event: RunEvent): void => {
    switch (event.type) {
      case 'run-started':
        say(`${style.text(event.play)}: ${event.mode} on ${event.hosts.length} hosts`);
        return;
      case 'phase-started':
        if (verbosity > 1) say(`${style.text(event.host)}: ${event.phase} begins`);
        return;
      case 'phase-finished':
        if (verbosity > 0) say(`${style.text(event.host)}: ${done(event.phase)} (${formatDuration(event.durationMs)})`);
        return;
      case 'waiting':
        if (!mayWait(now()) && verbosity === 0) return;
        say(`${style.text(event.host)}: waiting ${Math.ceil(event.seconds)}s: ${style.text(event.reason)}`);
        return;
      case 'host-finished':
        hostFinished(run, event.result);
        return;
      case 'run-finished':
        say(`${event.interrupted ? 'interrupted' : 'done'}: ${countLine(run, now())}`);
    }
  };

  const heartbeat = setInterval(() => {
    if (tally !== undefined && tally.finished < tally.total && now() - lastLine >= silenceMs)
      say(countLine(tally, now()));
  }, 1000).unref();

  return {
    sink: (event) => {
      if (event.type === 'run-started') tally = new Tally(event, now());
      if (tally === undefined) return;
      tally.add(event, now());
      tell(tally, event);
      if (event.type === 'run-finished') tally = undefined;
    },
    end: () => {
      clearInterval(heartbeat);
      return Promise.resolve();
    },
  };
}

function countLine(tally: Tally, now: number): string {
  const counts = statusText(tally.statuses);
  const time = formatDuration(now - tally.started);
  return `${tally.finished} of ${tally.total} hosts in ${time}${counts === '' ? '' : `: ${counts}`}`;
}

function tenth(finished: number, total: number): number {
  return Math.floor((finished * 10) / Math.max(1, total));
}
