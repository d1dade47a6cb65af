// Patterns of sshd (ssh_config(5), PATTERNS): `*` and `?`, and lists of them with commas in which `!` negates.
import { matchWildcards, sshdWildcards } from './wildcard.ts';

/** What a list says about a text: a negated pattern that matches decides, otherwise any match does. */
export type ListMatch = 'match' | 'negated' | 'none';

/** OpenSSH's match_pattern(). */
export function matchPattern(text: string, pattern: string): boolean {
  return matchWildcards(text, sshdWildcards(pattern));
}

/** OpenSSH's match_pattern_list(). */
export function matchList(text: string, list: string): ListMatch {
  return patternList(list)(text);
}

/** The same for one list and many texts: names without wildcards are looked up, so that long lists cost little. */
export function patternList(list: string): (text: string) => ListMatch {
  const patterns = list.split(',');
  const negated = anyOf(patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)));
  const plain = anyOf(patterns.filter((pattern) => !pattern.startsWith('!')));
  return (text) => {
    if (negated(text)) return 'negated';
    return plain(text) ? 'match' : 'none';
  };
}

/** Whether a text meets any of some patterns, none of them negated. */
export function anyOf(patterns: readonly string[]): (text: string) => boolean {
  const names = new Set(patterns.filter(isName));
  const others = patterns.filter((pattern) => !isName(pattern)).map(sshdWildcards);
  return (text) => names.has(text) || others.some((elements) => matchWildcards(text, elements));
}

/** Whether a pattern matches nothing but itself. */
export function isName(pattern: string): boolean {
  return !/[*?]/.test(pattern);
}
