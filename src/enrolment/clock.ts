// The real clock, for what hands out codes.
import { setTimeout } from 'node:timers/promises';
import type { Clock } from './codes.ts';

/** The computer's own clock. */
export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  sleep: async (seconds, signal) => {
    // Never shorter than asked: timers may fire up to a millisecond early.
    await setTimeout(Math.ceil(seconds * 1000) + 1, undefined, { signal });
  },
};
