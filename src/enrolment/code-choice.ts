// Which time step to spend next, and how long to wait when there is none. Pure: this file knows nothing of files and clocks.
import { stepAt, stepSeconds } from './totp.ts';

/** One use of a state file: when (controller's clock, seconds since 1970), and the step spent; undefined for a wrong code. */
export interface CodeUse {
  readonly at: number;
  readonly step: number | undefined;
}

/** A moment on both clocks: seconds since 1970 on the controller, and how far the host's clock is ahead of it. */
export interface Moment {
  readonly now: number;
  readonly clockOffset: number;
}

/** Use this step now, or ask again in so many seconds. */
export type CodeChoice =
  | { readonly kind: 'use'; readonly step: number }
  | { readonly kind: 'wait'; readonly seconds: number; readonly reason: WaitReason };

/** `window`: every code that the host accepts now was used; `rate-limit`: the host would not even ask for a fourth one yet. */
export type WaitReason = 'window' | 'rate-limit';

/** RATE_LIMIT 3 30: the module counts attempts, good or bad, whose whole second is at most 30 back (`rate_limit()` in its source). */
const attempts = 3;
const rateWindow = 30;
/** Seconds that a login may take from here until the host checks the code. */
const latency = 5;
/** Seconds after which the host has surely forgotten: it counts later than we do by up to the latency, and in whole seconds. */
const forgotten = rateWindow + latency + 1;
/** Seconds of uncertainty in a clock offset that was measured with `date +%s`. */
const uncertainty = 1;

/**
 * The oldest unspent step that the host accepts (WINDOW_SIZE 3: the steps −1, 0 and +1, each once) and will still accept when the
 * code arrives. Older first, because it is the one that is lost next. Steps that are not usable are passed over.
 */
export function chooseStep(
  moment: Moment,
  uses: readonly CodeUse[],
  isUsable: (step: number) => boolean = () => true,
): CodeChoice {
  const spent = new Set(uses.map((use) => use.step));
  let step = firstStep(moment);
  while (spent.has(step) || !isUsable(step)) step += 1;
  const limited = rateWait(moment, uses);
  const early = secondsUntil(step, moment);
  if (limited <= 0 && early <= 0) return { kind: 'use', step };
  return limited > early
    ? { kind: 'wait', seconds: limited, reason: 'rate-limit' }
    : { kind: 'wait', seconds: early, reason: 'window' };
}

/** Like `chooseStep` for an attempt with a wrong code, which spends no step: `step` is merely the host's own one. */
export function chooseAttempt(moment: Moment, uses: readonly CodeUse[]): CodeChoice {
  const seconds = rateWait(moment, uses);
  if (seconds > 0) return { kind: 'wait', seconds, reason: 'rate-limit' };
  return { kind: 'use', step: stepAt(moment.now + moment.clockOffset) };
}

/** Whether the uses up to now are more than the host takes: another process got in between choosing and claiming. */
export function isOverrun(moment: Moment, uses: readonly CodeUse[]): boolean {
  return recent(moment, uses).length > attempts;
}

/** Seconds until the host takes another attempt; not above 0 when it does now. */
function rateWait(moment: Moment, uses: readonly CodeUse[]): number {
  const blocking = recent(moment, uses).at(-attempts);
  return blocking === undefined ? 0 : blocking + forgotten - moment.now;
}

/** When the attempts were that the host still counts, ascending. */
function recent({ now }: Moment, uses: readonly CodeUse[]): readonly number[] {
  // A use from further ahead means that our clock was set back: it says nothing about the host's.
  const times = uses.map((use) => use.at).filter((at) => at > now - forgotten && at < now + rateWindow);
  return times.sort((a, b) => a - b);
}

/** The oldest step that is still in the host's window when the code arrives: it is there until the end of the step after it. */
function firstStep({ now, clockOffset }: Moment): number {
  return Math.ceil((now + clockOffset + latency) / stepSeconds) - 2;
}

/** Seconds until a step has come into the host's window: from the beginning of the step before it. */
function secondsUntil(step: number, { now, clockOffset }: Moment): number {
  return (step - 1) * stepSeconds + uncertainty - (now + clockOffset);
}
