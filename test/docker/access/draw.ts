// Numbers from a seed, for choices that can be made again.
import type { Draw } from './pairs.ts';

/** xorshift32: the same numbers for the same seed. */
export function drawFrom(start: number): Draw {
  let state = (start ^ 0x9e3779b9) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}
