// AllowUsers, DenyUsers, AllowGroups and DenyGroups, as auth.c (allowed_user) and match.c (match_user) evaluate them.
import { takesClient } from '../formats/sshd-address.ts';
import type { MatchAccount, Peer } from '../formats/sshd-match.ts';
import { anyOf, isName, matchPattern } from '../formats/sshd-pattern.ts';
import { collect, placeText, type Collected, type Setting } from '../formats/sshd-walk.ts';

/** At which `@` a user pattern is split: the first one up to 9.2, the last one from 10.0 on; between them nobody looked. */
export type PatternSplit = 'first' | 'last' | 'unknown';

/** The keywords in the order in which sshd looks at them. */
const userLists = ['denyusers', 'allowusers', 'denygroups', 'allowgroups'] as const;

type UserList = (typeof userLists)[number];

const spelled: Readonly<Record<UserList, string>> = {
  denyusers: 'DenyUsers',
  allowusers: 'AllowUsers',
  denygroups: 'DenyGroups',
  allowgroups: 'AllowGroups',
};

/** What the lists say. `by` is the keyword that keeps somebody out, or of which nobody can tell, and `place` where it stands. */
export type Admission =
  { readonly allowed: 'yes' } | { readonly allowed: 'no' | 'maybe'; readonly by: string; readonly place: string };

/** Whether sshd lets an account try at all from somewhere, by the lists of some settings. */
export function admissions(
  settings: readonly Setting[],
  split: PatternSplit,
): (account: MatchAccount, peer: Peer) => Admission {
  const lists = new Map<string, NamesOf>();
  const namesOf = (keyword: UserList, lines: readonly Setting[]): NamesOf => {
    const key = [keyword, ...lines.map(placeText)].join(' ');
    const known = lists.get(key) ?? compiled(keyword, lines, split);
    lists.set(key, known);
    return known;
  };
  return (account, peer) => {
    const passes = (keyword: UserList, lines: readonly Setting[]): boolean | undefined => {
      if (lines.length === 0) return true;
      const named = namesOf(keyword, lines)(account, peer);
      return named === undefined ? undefined : named === keyword.startsWith('allow');
    };
    for (const keyword of userLists) {
      const found = collect(settings, keyword, account, peer);
      const answers = new Set(alternatives(found).map((lines) => passes(keyword, lines)));
      if (answers.size === 1 && answers.has(true)) continue;
      const isSure = answers.size === 1 && answers.has(false);
      const place = [...found.maybe, ...found.settings].map(placeText).join(', ');
      return { allowed: isSure ? 'no' : 'maybe', by: spelled[keyword], place };
    }
    return { allowed: 'yes' };
  };
}

/** What the list may consist of: each of the lines that may apply, or none. More of them at once say nothing that one does not. */
function alternatives({ settings, areGlobal, maybe }: Collected): readonly (readonly Setting[])[] {
  const sure = areGlobal ? [] : settings;
  return [settings, ...maybe.map((line) => [...sure, line])];
}

/** Whether a list names an account that connects from somewhere; undefined where that cannot be told. */
type NamesOf = (account: MatchAccount, peer: Peer) => boolean | undefined;

function compiled(keyword: UserList, lines: readonly Setting[], split: PatternSplit): NamesOf {
  const patterns = lines.flatMap(({ args }) => args);
  if (keyword === 'denygroups' || keyword === 'allowgroups') {
    const test = anyOf(patterns);
    return ({ groups }) => groups.some(test);
  }
  const isUnclear = (pattern: string): boolean => split === 'unknown' && pattern.split('@').length > 2;
  const clients = clientsOf(
    patterns.filter((pattern) => !isUnclear(pattern)),
    split,
  );
  const unclear = patterns.some(isUnclear);
  return ({ name }, peer) => {
    const answers = clients(name).map((from) => from === '' || takesClient(from, peer.address, peer.host));
    if (answers.includes(true)) return true;
    return unclear || answers.includes(undefined) ? undefined : false;
  };
}

/** From where some user patterns take a user: what stands behind the `@`, empty for anywhere. Names are looked up, not searched for. */
export function clientsOf(patterns: readonly string[], split: PatternSplit): (name: string) => readonly string[] {
  const byName = new Map<string, Set<string>>();
  const wild: { readonly user: string; readonly from: string }[] = [];
  for (const { user, from = '' } of patterns.map((pattern) => splitUserPattern(pattern, split))) {
    if (!isName(user)) wild.push({ user, from });
    else byName.set(user, (byName.get(user) ?? new Set()).add(from));
  }
  return (name) => {
    const others = wild.filter(({ user }) => matchPattern(name, user)).map(({ from }) => from);
    return [...new Set([...(byName.get(name) ?? []), ...others])].sort();
  };
}

/** `USER@HOST` in its parts; without an `@` the user alone. */
export function splitUserPattern(
  pattern: string,
  split: PatternSplit,
): { readonly user: string; readonly from: string | undefined } {
  const at = split === 'first' ? pattern.indexOf('@') : pattern.lastIndexOf('@');
  return at === -1 ? { user: pattern, from: undefined } : { user: pattern.slice(0, at), from: pattern.slice(at + 1) };
}
