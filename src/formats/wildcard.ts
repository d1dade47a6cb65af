// Wildcards without regular expressions: patterns come from hosts, and a hostile one must not keep us busy. Time is at most the
// product of both lengths.

/** One element of a pattern: any run of characters, or a test for one character. */
export type Wildcard = 'run' | ((character: string) => boolean);

/** Whether the whole text meets the elements. */
export function matchWildcards(text: string, elements: readonly Wildcard[]): boolean {
  let [at, element] = [0, 0];
  let last: { readonly element: number; at: number } | undefined;
  while (at < text.length) {
    const current = elements[element];
    if (current === 'run') {
      last = { element, at };
      element += 1;
    } else if (current?.(text.charAt(at)) === true) {
      at += 1;
      element += 1;
    } else if (last !== undefined) {
      // Only the last run need ever grow: whatever an earlier one could take, the last one can take as well.
      last.at += 1;
      at = last.at;
      element = last.element + 1;
    } else return false;
  }
  return elements.slice(element).every((rest) => rest === 'run');
}

/** The elements of a pattern of sshd: `*` and `?`, and nothing else. */
export function sshdWildcards(pattern: string): readonly Wildcard[] {
  return Array.from(pattern, (character): Wildcard => {
    if (character === '*') return 'run';
    return character === '?' ? () => true : (other) => other === character;
  });
}

/** The elements of one part of a path in glob(7): `*`, `?`, `[a-z]`, `[!x]`, and `\` before any of them. */
export function globWildcards(pattern: string): readonly Wildcard[] {
  const tokens = pattern.match(/\\[^]|\[[!^]?\]?[^\]]*\]|[^]/g) ?? [];
  return tokens.map((token): Wildcard => {
    if (token === '*') return 'run';
    if (token === '?') return () => true;
    if (token.length > 1 && token.startsWith('[')) return characterClass(token.slice(1, -1));
    const literal = token.length > 1 ? token.slice(1) : token;
    return (character) => character === literal;
  });
}

function characterClass(body: string): Wildcard {
  const negated = /^[!^]/.test(body);
  const ranges = (negated ? body.slice(1) : body).match(/[^]-[^]|[^]/g) ?? [];
  return (character) => {
    const found = ranges.some((range) => character >= range.charAt(0) && character <= range.charAt(range.length - 1));
    return found !== negated;
  };
}
