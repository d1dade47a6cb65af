// Did-you-mean. The optimal string alignment distance counts a swap of neighbours as one slip, as fingers make it.

/** Edits between two words: insertion, deletion, replacement, or a swap of two neighbours. */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The known word nearest to `word` within max(1, a third of its length) edits, ignoring case; undefined when none is. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** `did you mean "x"?`, else the known words when they are few enough to read, else undefined. */
export function suggestion(word: string, known: readonly string[], label = 'known'): string | undefined {
  const best = suggest(word, known);
  if (best !== undefined) return `did you mean "${best}"?`;
  if (known.length === 0 || known.length > 24) return undefined;
  return `${label}: ${[...known].sort().join(', ')}`;
}
