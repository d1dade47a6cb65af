// The display for logs: lines that stay, each prefixed by its host. Few hosts have a line each when they are done; of many only those
// that end badly, and a count now and then. -v adds a line per phase, -vv one when a phase begins.
import type { HostResult, RunEvent } from '../run/event.ts';
import { formatDuration } from '../terminal/duration.ts';
import { countLine, resultLine } from './plain-lines.ts';
import type { Style } from '../terminal/style.ts';
import type { Progress, ProgressOptions } from './progress.ts';
import { badStatuses, Tally } from './tally.ts';
import { waitGate } from './wait-gate.ts';
import { done } from './words.ts';

/** Up to this many hosts have a line each. */
const fewHosts = 20;
/** Of hosts with the same bad status in the same phase, this many have a line; further ones are only counted. */
const maxAlike = 20;
/** After this long without a line, a line with the counts shows that the run goes on. */
const silenceMs = 10_000;

/** A progress that only ever appends lines. */
export function plain(options: ProgressOptions): Progress {
  const log = new PlainLog(options);
  const heartbeat = setInterval(() => {
    log.breakSilence();
  }, 1000).unref();
  return {
    sink: (event) => {
      log.add(event);
    },
    note: (text) => {
      log.note(text);
    },
    end: () => {
      clearInterval(heartbeat);
      return Promise.resolve();
    },
  };
}

function clockTime(milliseconds: number): string {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}

class PlainLog {
  readonly #options: ProgressOptions;
  readonly #verbosity: number;
  readonly #now: () => number;
  readonly #alike = new Map<string, number>();
  readonly #canaries = new Set<string>();
  readonly #mayWait = waitGate();
  #tally: Tally | undefined;
  #lastLine: number;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#verbosity = options.verbosity ?? 0;
    this.#now = options.now ?? (() => performance.now());
    this.#lastLine = this.#now();
  }

  add(event: RunEvent): void {
    if (event.type === 'run-started') this.#tally = new Tally(event, this.#now());
    const tally = this.#tally;
    if (tally === undefined) return;
    tally.add(event, this.#now());
    this.#tell(tally, event);
    if (event.type === 'run-finished') this.#tally = undefined;
  }

  note(text: string): void {
    this.#say(this.#options.style.text(text));
  }

  breakSilence(): void {
    const tally = this.#tally;
    if (tally === undefined || this.#now() - this.#lastLine < silenceMs) return;
    this.#say(countLine(tally, this.#now()));
  }

  #tell(tally: Tally, event: RunEvent): void {
    const { style } = this.#options;
    switch (event.type) {
      case 'run-started':
        this.#say(`${style.text(event.play)}: ${event.mode} on ${event.hosts.length} hosts`);
        return;
      case 'phase-started':
        if (this.#verbosity > 1) this.#say(`${style.text(event.host)}: ${event.phase} begins`);
        return;
      case 'phase-finished':
        if (this.#verbosity === 0) return;
        this.#say(`${style.text(event.host)}: ${done(event.phase)} (${formatDuration(event.durationMs)})`);
        return;
      case 'armed':
        if (this.#verbosity > 0) {
          this.#say(
            `${style.text(event.host)}: dead-man switch set, reverts at ${clockTime(event.revertsAt)} unless confirmed`,
          );
        }
        return;
      case 'waiting':
        if (!this.#mayWait(this.#now()) && this.#verbosity === 0) return;
        this.#say(`${style.text(event.host)}: waiting ${Math.ceil(event.seconds)}s: ${style.text(event.reason)}`);
        return;
      case 'queued':
        this.#queued(event.behind);
        return;
      case 'host-finished':
        this.#hostFinished(tally, event.result);
        return;
      case 'run-finished':
        this.#say(`${endWord(event, style)}: ${countLine(tally, this.#now())}`);
    }
  }

  #queued(canary: string): void {
    if (this.#canaries.has(canary)) return;
    this.#canaries.add(canary);
    this.#say(`${this.#options.style.text(canary)}: canary host: hosts with the same configuration wait for it`);
  }

  #hostFinished(tally: Tally, result: HostResult): void {
    if (this.#verbosity > 0 || tally.total <= fewHosts) {
      this.#say(resultLine(result, this.#options.style));
      return;
    }
    if (badStatuses.includes(result.status)) this.#hostFailed(result);
    const passedTenth = tenth(tally.finished, tally.total) > tenth(tally.finished - 1, tally.total);
    if (passedTenth && tally.finished < tally.total) this.#say(countLine(tally, this.#now()));
  }

  #hostFailed(result: HostResult): void {
    const key = `${result.status} ${result.problem?.phase ?? ''}`;
    const count = (this.#alike.get(key) ?? 0) + 1;
    this.#alike.set(key, count);
    if (count <= maxAlike) this.#say(resultLine(result, this.#options.style));
    if (count === maxAlike) this.#say(`further hosts that are ${result.status} like these are only counted`);
  }

  #say(line: string): void {
    this.#lastLine = this.#now();
    this.#options.stream.write(`${line}\n`);
  }
}

function endWord({ interrupted, stopped }: Extract<RunEvent, { type: 'run-finished' }>, style: Style): string {
  if (interrupted) return 'interrupted';
  return stopped === undefined ? 'done' : style.text(`stopped, ${stopped}`);
}

function tenth(finished: number, total: number): number {
  return Math.floor((finished * 10) / Math.max(1, total));
}
