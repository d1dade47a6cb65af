// Which accounts, and which connections, are alike in everything that sshd's configuration asks about them. What holds for one of them
// holds for all, so that thousands of accounts cost as much as the few kinds of them that there are.
import { takesClient } from '../formats/sshd-address.ts';
import { asksAccount, peerApplies, type Criterion, type MatchAccount, type Peer } from '../formats/sshd-match.ts';
import { anyOf, patternList } from '../formats/sshd-pattern.ts';
import type { Setting } from '../formats/sshd-walk.ts';
import { clientsOf, splitUserPattern, type PatternSplit } from './allowed-user.ts';

/** Names for kinds: two accounts, or two peers, of the same name are alike. */
export interface Alike {
  account(account: MatchAccount): string;
  peer(peer: Peer): string;
}

/** The kinds that some settings tell apart. */
export function alikeIn(settings: readonly Setting[], split: PatternSplit): Alike {
  const criteria = distinct(
    settings.flatMap(({ conditions }) => conditions.flatMap((condition) => condition.criteria)),
  );
  const users = settings.filter(({ keyword }) => keyword === 'allowusers' || keyword === 'denyusers');
  const named = users.map(({ args }) => clientsOf(args, split));
  const tests = [
    ...criteria.filter(asksAccount).map(accountTest),
    ...settings.filter(({ keyword }) => keyword === 'allowgroups' || keyword === 'denygroups').map(groupTest),
  ];
  const hosts = [
    ...new Set(users.flatMap(({ args }) => args.flatMap((arg) => splitUserPattern(arg, split).from ?? []))),
  ];
  const peers = criteria.filter((criterion) => !asksAccount(criterion));
  return {
    account: (account) =>
      JSON.stringify([tests.map((test) => test(account)), named.map((clients) => clients(account.name))]),
    peer: (peer) =>
      JSON.stringify([
        peers.map((criterion) => peerApplies(criterion, peer)),
        hosts.map((list) => takesClient(list, peer.address, peer.host) ?? 'maybe'),
      ]),
  };
}

function distinct(criteria: readonly Criterion[]): readonly Criterion[] {
  return [
    ...new Map(criteria.map((criterion) => [`${criterion.attribute} ${criterion.patterns}`, criterion])).values(),
  ];
}

function accountTest({ attribute, patterns }: Criterion): (account: MatchAccount) => string {
  const test = patternList(patterns);
  if (attribute === 'user') return ({ name }) => test(name);
  return ({ groups }) => {
    const found = groups.map(test);
    return found.includes('negated') ? 'negated' : found.includes('match') ? 'match' : 'none';
  };
}

function groupTest({ args }: Setting): (account: MatchAccount) => string {
  const test = anyOf(args);
  return ({ groups }) => (groups.some(test) ? 'match' : 'none');
}
