// Many host names as one short word, as ClusterShell does: web01, web02, web04 → web[01-02,04]. Names fold when they differ in one
// run of digits only. The result is not sanitized: that is done where it is printed.

interface Slot {
  readonly head: string;
  readonly tail: string;
  readonly digits: string;
}

interface Family {
  readonly head: string;
  readonly tail: string;
  readonly members: Map<string, string>;
}

/** The names folded, in the order in which their first members stand; duplicates count once. */
export function foldNames(names: readonly string[]): string {
  return foldedPieces(names).join(',');
}

/** The folded names, cut after `limit` pieces: `web[01-40],db1 and 12 more`, which counts names, not pieces. */
export function foldNamesShort(names: readonly string[], limit = 4, separator = ','): string {
  const pieces = foldedFamilies(names);
  const shown = pieces.slice(0, limit).map((piece) => piece.text);
  const hidden = pieces.slice(limit).reduce((sum, piece) => sum + piece.names.length, 0);
  return shown.join(separator) + (hidden > 0 ? ` and ${hidden} more` : '');
}

function foldedPieces(names: readonly string[]): string[] {
  return foldedFamilies(names).map((piece) => piece.text);
}

function foldedFamilies(names: readonly string[]): { text: string; names: string[] }[] {
  const unique = [...new Set(names)];
  const taken = new Map<string, { text: string; names: string[] }>();
  // Largest families first, so that web1-db1, web1-db2, web2-db1 is not torn apart by the order of the digits.
  const families = [...familiesOf(unique)].sort((a, b) => b.members.size - a.members.size);
  for (const family of families) {
    const free = [...family.members].filter(([name]) => !taken.has(name));
    if (free.length < 2) continue;
    const ranges = rangesOf(free.map(([, digits]) => digits));
    const piece = { text: `${family.head}[${ranges}]${family.tail}`, names: free.map(([name]) => name) };
    for (const name of piece.names) taken.set(name, piece);
  }
  return [...new Set(unique.map((name) => taken.get(name) ?? { text: name, names: [name] }))];
}

function familiesOf(names: readonly string[]): Iterable<Family> {
  const families = new Map<string, Family>();
  for (const name of names) {
    for (const { head, tail, digits } of slotsOf(name)) {
      const key = `${head}\0${tail}`;
      const family = families.get(key) ?? { head, tail, members: new Map<string, string>() };
      family.members.set(name, digits);
      families.set(key, family);
    }
  }
  return families.values();
}

/** Every run of digits of a name, the last first: host numbers mostly stand last. Runs too long to count with are left alone. */
function slotsOf(name: string): Slot[] {
  const runs = [...name.matchAll(/\d+/g)].filter((run) => run[0].length < 16);
  return runs.reverse().map((run) => {
    const [digits] = run;
    return { head: name.slice(0, run.index), tail: name.slice(run.index + digits.length), digits };
  });
}

function rangesOf(digits: readonly string[]): string {
  const sorted = [...digits].sort((a, b) => Number(a) - Number(b) || a.length - b.length);
  const ranges: [string, string][] = [];
  for (const value of sorted) {
    const last = ranges.at(-1);
    // 09 → 10 and 9 → 10 continue a range, 9 → 010 does not: both ends must spell the same width rule.
    if (last !== undefined && successor(last[1]) === value) last[1] = value;
    else ranges.push([value, value]);
  }
  return ranges.map(([first, end]) => (first === end ? first : `${first}-${end}`)).join(',');
}

function successor(digits: string): string {
  return String(Number(digits) + 1).padStart(digits.length, '0');
}
