// What the phases of a run cost. All hosts are worked on at once, so a phase is given its share of the run: its part of the time that
// the hosts spent in phases, without what they waited for one-time codes.
import type { Phase, RunEvent } from '../src/run/event.ts';

/** Collects the events of one run. */
export class PhaseTimes {
  readonly #milliseconds = new Map<Phase, number>();
  readonly #durations = new Map<Phase, number[]>();
  readonly #current = new Map<string, Phase>();
  #waited = 0;

  readonly sink = (event: RunEvent): void => {
    switch (event.type) {
      case 'phase-started':
        this.#current.set(event.host, event.phase);
        return;
      case 'phase-finished':
        this.#add(event.phase, event.durationMs);
        this.#durations.set(event.phase, [...this.durations(event.phase), event.durationMs]);
        return;
      case 'waiting': {
        this.#waited += event.seconds * 1000;
        const phase = this.#current.get(event.host);
        if (phase !== undefined) this.#add(phase, -event.seconds * 1000);
        return;
      }
      default:
    }
  };

  /** Milliseconds that all hosts together waited for one-time codes. */
  get waited(): number {
    return this.#waited;
  }

  /** Milliseconds that the phase took, host by host and with all waiting, shortest first. */
  durations(phase: Phase): readonly number[] {
    return (this.#durations.get(phase) ?? []).toSorted((a, b) => a - b);
  }

  /** From 0 to 1. */
  share(phase: Phase): number {
    const all = [...this.#milliseconds.values()].reduce((sum, value) => sum + value, 0);
    return all === 0 ? 0 : (this.#milliseconds.get(phase) ?? 0) / all;
  }

  #add(phase: Phase, milliseconds: number): void {
    this.#milliseconds.set(phase, (this.#milliseconds.get(phase) ?? 0) + milliseconds);
  }
}
