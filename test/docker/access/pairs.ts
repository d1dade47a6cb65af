// Combinations of factors in which every pair of values occurs, and how much of that a list of combinations covers.

/** Factors by name, each with its values. */
export type Factors = Readonly<Record<string, readonly string[]>>;

/** One value for every factor. */
export type Combination = Readonly<Record<string, string>>;

/** A number below the given one, of a seeded source. */
export type Draw = (below: number) => number;

/** Pairs of values that some combinations have, and how many pairs there could be. */
export interface Coverage {
  readonly covered: number;
  readonly possible: number;
}

/** As many combinations as wanted, and more where all pairs need more; `isPossible` rules out what cannot be. */
export function combinations(
  factors: Factors,
  count: number,
  draw: Draw,
  isPossible: (combination: Combination) => boolean,
): readonly Combination[] {
  const open = possiblePairs(factors, isPossible);
  const found: Combination[] = [];
  while (open.size > 0 || found.length < count) {
    const [pair] = open;
    const candidates = Array.from({ length: pair === undefined ? 1 : 20 }, () => drawn(factors, draw, pair));
    const next = candidates.filter(isPossible).toSorted((a, b) => gain(b, open) - gain(a, open))[0];
    if (next === undefined) continue;
    found.push(next);
    for (const covered of pairsOf(next)) open.delete(covered);
  }
  return found;
}

/** How many of the possible pairs some combinations have. */
export function coverage(
  factors: Factors,
  found: readonly Combination[],
  isPossible: (combination: Combination) => boolean,
): Coverage {
  const possible = possiblePairs(factors, isPossible);
  const covered = new Set(found.flatMap(pairsOf).filter((pair) => possible.has(pair)));
  return { covered: covered.size, possible: possible.size };
}

function possiblePairs(factors: Factors, isPossible: (combination: Combination) => boolean): Set<string> {
  const names = Object.keys(factors);
  const pairs = names.flatMap((left, index) =>
    names
      .slice(index + 1)
      .flatMap((right) =>
        (factors[left] ?? []).flatMap((one) => (factors[right] ?? []).map((two) => ({ [left]: one, [right]: two }))),
      ),
  );
  return new Set(pairs.filter(isPossible).flatMap(pairsOf));
}

function pairsOf(combination: Combination): readonly string[] {
  const entries = Object.entries(combination).map(([name, value]) => `${name}=${value}`);
  return entries.flatMap((left, index) => entries.slice(index + 1).map((right) => `${left} ${right}`));
}

function gain(combination: Combination, open: ReadonlySet<string>): number {
  return pairsOf(combination).filter((pair) => open.has(pair)).length;
}

/** Any combination, with a pair in it where one is given. */
function drawn(factors: Factors, draw: Draw, pair: string | undefined): Combination {
  const fixed = new Map((pair ?? '').split(' ').map((part) => [part.split('=')[0], part.split('=')[1]]));
  const entries = Object.entries(factors).map(([name, values]) => [
    name,
    fixed.get(name) ?? values[draw(values.length)] ?? '',
  ]);
  return Object.fromEntries(entries) as Combination;
}
