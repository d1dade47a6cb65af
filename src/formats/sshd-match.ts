// Match blocks of sshd_config(5): their criteria as data, and whether they apply to an account.

import { matchWildcards, sshdWildcards } from './wildcard.ts';

/** One criterion of a Match line, its attribute in lower case. `all` and `invalid-user` have no patterns. */
export interface Criterion {
  readonly attribute: string;
  readonly patterns: string;
}

/** Criteria that must all be met. */
export type Criteria = readonly Criterion[];

/** What can be said of an account wherever it connects from: an address or a host name makes it `maybe`. */
export type Applies = 'yes' | 'no' | 'maybe';

/** Whom to match. */
export interface MatchAccount {
  readonly name: string;
  readonly groups: readonly string[];
}

/** The criteria of a Match line's arguments. */
export function parseCriteria(args: readonly string[]): Criteria {
  const found: Criterion[] = [];
  const rest = args.flatMap((arg) => /^([A-Za-z-]+)=(.+)$/.exec(arg)?.slice(1) ?? [arg]);
  while (rest.length > 0) {
    const attribute = (rest.shift() ?? '').toLowerCase();
    const alone = attribute === 'all' || attribute === 'invalid-user';
    found.push({ attribute, patterns: alone ? '' : (rest.shift() ?? '') });
  }
  return found;
}

/** Whether the criteria are met by an account that exists. */
export function applies(criteria: Criteria, account: MatchAccount): Applies {
  const answers = criteria.map((criterion) => criterionApplies(criterion, account));
  if (answers.includes('no')) return 'no';
  return answers.includes('maybe') ? 'maybe' : 'yes';
}

function criterionApplies({ attribute, patterns }: Criterion, { name, groups }: MatchAccount): Applies {
  if (attribute === 'all') return 'yes';
  if (attribute === 'invalid-user') return 'no';
  if (attribute === 'user') return matchList(name, patterns) === 'match' ? 'yes' : 'no';
  if (attribute === 'group') {
    const results = groups.map((group) => matchList(group, patterns));
    return results.includes('match') && !results.includes('negated') ? 'yes' : 'no';
  }
  return 'maybe';
}

/** OpenSSH's match_pattern_list(): a negated pattern that matches decides, otherwise any match does. */
export function matchList(text: string, list: string): 'match' | 'negated' | 'none' {
  const patterns = list.split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && matchPattern(text, pattern.slice(1)))) return 'negated';
  return patterns.some((pattern) => !pattern.startsWith('!') && matchPattern(text, pattern)) ? 'match' : 'none';
}

function matchPattern(text: string, pattern: string): boolean {
  return matchWildcards(text, sshdWildcards(pattern));
}
