// Where the hosts of one run are: a fold over its events that costs the same for 5 hosts and for 5,000.
import { phases, type HostResult, type HostStatus, type Phase, type RunEvent, type RunMode } from '../run/event.ts';

export interface PhaseTally {
  /** Hosts that have ever been in the phase. */
  entered: number;
  /** Hosts that left it for the next. */
  done: number;
  /** Hosts that ended in it badly. */
  failed: number;
  /** Hosts that are in it and since when, the longest first: a Map keeps the order in which they came. */
  readonly running: Map<string, number>;
  /** From the first host that came to the last that left. */
  from: number;
  until: number;
}

export interface Wait {
  readonly reason: string;
  readonly until: number;
}

/** Statuses of hosts that ended badly. */
export const badStatuses: readonly HostStatus[] = ['unreachable', 'refused', 'failed', 'reverted', 'lost'];

/** Counts of one run. Unknown hosts and events out of order do no harm: they are counted as they come. */
export class Tally {
  readonly mode: RunMode | 'audit';
  readonly play: string;
  readonly total: number;
  readonly started: number;
  readonly statuses = new Map<HostStatus, number>();
  readonly waits = new Map<string, Wait>();
  /** Hosts that wait for the canary host of their configuration. */
  readonly queued = new Set<string>();
  finished = 0;
  interrupted = false;
  stopped = false;
  readonly #phases = new Map<Phase, PhaseTally>();
  readonly #lastPhase = new Map<string, Phase>();
  /** Unfinished hosts by the last phase that they entered; -1 for none. */
  readonly #unfinishedAt = new Map<number, number>();

  constructor(event: Extract<RunEvent, { type: 'run-started' }>, now: number) {
    this.mode = event.mode;
    this.play = event.play;
    this.total = event.hosts.length;
    this.started = now;
    this.#unfinishedAt.set(-1, event.hosts.length);
  }

  /** Takes one event in. */
  add(event: RunEvent, now: number): void {
    switch (event.type) {
      case 'run-started':
      case 'armed':
        return;
      case 'phase-started':
        this.#enter(event.host, event.phase, now);
        return;
      case 'phase-finished':
        this.#leave(event.host, event.phase, now, 'done');
        return;
      case 'waiting':
        this.waits.set(event.host, { reason: event.reason, until: now + event.seconds * 1000 });
        return;
      case 'queued':
        this.queued.add(event.host);
        return;
      case 'host-finished':
        this.#finish(event.result, now);
        return;
      case 'run-finished':
        this.interrupted = event.interrupted;
        this.stopped = event.stopped !== undefined;
    }
  }

  /** The counts of a phase; zeros for one that no host has entered. */
  phase(phase: Phase): PhaseTally {
    const known = this.#phases.get(phase);
    if (known !== undefined) return known;
    const fresh: PhaseTally = { entered: 0, done: 0, failed: 0, running: new Map<string, number>(), from: 0, until: 0 };
    this.#phases.set(phase, fresh);
    return fresh;
  }

  /** Hosts that may still come to a phase. Anyone unfinished may have to revert. */
  yetToCome(phase: Phase): number {
    if (phase === 'revert') return this.total - this.finished - this.phase('revert').running.size;
    let count = 0;
    for (const [index, hosts] of this.#unfinishedAt) if (index < phases.indexOf(phase)) count += hosts;
    return count;
  }

  /** Whether no host is in a phase, nor will be. */
  isOver(phase: Phase): boolean {
    return this.phase(phase).running.size === 0 && this.yetToCome(phase) <= 0;
  }

  #enter(host: string, phase: Phase, now: number): void {
    // A phase that throws is never finished: its host turns up elsewhere, or ends.
    const last = this.#lastPhase.get(host);
    if (last !== undefined) this.#leave(host, last, now, 'failed');
    const tally = this.phase(phase);
    if (tally.entered === 0) tally.from = now;
    tally.entered += 1;
    tally.running.set(host, now);
    this.#move(host, phase);
    this.waits.delete(host);
    this.queued.delete(host);
  }

  #leave(host: string, phase: Phase, now: number, how: 'done' | 'failed'): void {
    const tally = this.phase(phase);
    if (!tally.running.delete(host)) return;
    tally[how] += 1;
    tally.until = now;
    this.waits.delete(host);
  }

  #finish(result: HostResult, now: number): void {
    const last = this.#lastPhase.get(result.host);
    const bad = badStatuses.includes(result.status);
    if (last !== undefined) this.#leave(result.host, last, now, bad ? 'failed' : 'done');
    this.#unfinish(result.host, -1);
    this.#lastPhase.delete(result.host);
    this.queued.delete(result.host);
    this.finished += 1;
    this.statuses.set(result.status, (this.statuses.get(result.status) ?? 0) + 1);
  }

  #move(host: string, phase: Phase): void {
    const index = phase === 'revert' ? phases.length : phases.indexOf(phase);
    this.#unfinish(host, -1);
    this.#unfinishedAt.set(index, (this.#unfinishedAt.get(index) ?? 0) + 1);
    this.#lastPhase.set(host, phase);
  }

  #unfinish(host: string, none: number): void {
    const last = this.#lastPhase.get(host);
    const index = last === undefined ? none : last === 'revert' ? phases.length : phases.indexOf(last);
    this.#unfinishedAt.set(index, (this.#unfinishedAt.get(index) ?? 0) - 1);
  }
}
