// A sample of a long list.
import { seed } from '../support/seed.ts';

/** That many of them, evenly spread, shifted by the seed; all when there are no more. */
export function spread<Item>(items: readonly Item[], some: number): readonly Item[] {
  if (some >= items.length) return items;
  const stride = items.length / some;
  const shift = seed() % Math.floor(stride);
  return items.filter((_, index) => index >= shift && Math.floor((index - shift) % stride) === 0).slice(0, some);
}
