// Match blocks of sshd_config(5): their criteria as data, and whether they apply to an account that connects from somewhere.

import { matchAddresses } from './sshd-address.ts';
import { matchList } from './sshd-pattern.ts';

/** One criterion of a Match line, its attribute in lower case. `all` and `invalid-user` have no patterns. */
export interface Criterion {
  readonly attribute: string;
  readonly patterns: string;
}

/** Criteria that must all be met. */
export type Criteria = readonly Criterion[];

/** Whether something holds; `maybe` where that depends on what is not known. */
export type Applies = 'yes' | 'no' | 'maybe';

/** Whom to match. */
export interface MatchAccount {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A connection as sshd sees it. What is undefined is not known. */
export interface Peer {
  readonly address: string | undefined;
  /** The client's name by reverse lookup; its address where sshd looks nothing up (`UseDNS no`). */
  readonly host: string | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  readonly routingDomain: string | undefined;
}

/** A connection of which nothing is known. */
export const unknownPeer: Peer = {
  address: undefined,
  host: undefined,
  localAddress: undefined,
  localPort: undefined,
  routingDomain: undefined,
};

/** The criteria of a Match line's arguments, each of them `attribute patterns` or `attribute=patterns`. */
export function parseCriteria(args: readonly string[]): Criteria {
  const found: Criterion[] = [];
  // Up to 9.x an equals sign may stand alone too; later releases refuse that.
  const rest = args.filter((arg) => arg !== '=');
  while (rest.length > 0) {
    const [, word = '', joined] = /^([^=]*)(?:=(.*))?$/s.exec(rest.shift() ?? '') ?? [];
    const attribute = word.toLowerCase();
    const alone = attribute === 'all' || attribute === 'invalid-user';
    const value = joined === undefined || joined === '' ? undefined : joined;
    found.push({ attribute, patterns: alone ? '' : (value ?? rest.shift() ?? '') });
  }
  return found;
}

/** Whether the criteria are met by an account that exists; of a connection, `maybe` where they ask for what is not known of it. */
export function applies(criteria: Criteria, account: MatchAccount, peer: Peer = unknownPeer): Applies {
  const answers = criteria.map((criterion) => criterionApplies(criterion, account, peer));
  if (answers.includes('no')) return 'no';
  return answers.includes('maybe') ? 'maybe' : 'yes';
}

/** Whether a criterion asks about the account, and not about the connection. */
export function asksAccount({ attribute }: Criterion): boolean {
  return attribute === 'user' || attribute === 'group';
}

function criterionApplies(criterion: Criterion, { name, groups }: MatchAccount, peer: Peer): Applies {
  const { attribute, patterns } = criterion;
  if (attribute === 'user') return matchList(name, patterns) === 'match' ? 'yes' : 'no';
  if (attribute === 'group') {
    const results = groups.map((group) => matchList(group, patterns));
    return results.includes('match') && !results.includes('negated') ? 'yes' : 'no';
  }
  return peerApplies(criterion, peer);
}

/** Whether a criterion that asks about the connection is met. `maybe` also for what no release here evaluates without a login. */
export function peerApplies({ attribute, patterns }: Criterion, peer: Peer): Applies {
  switch (attribute) {
    case 'all':
      return 'yes';
    case 'invalid-user':
      return 'no';
    case 'address':
      return addressApplies(peer.address, patterns);
    case 'localaddress':
      return addressApplies(peer.localAddress, patterns);
    case 'localport':
      return known(peer.localPort, (port) => String(port) === patterns);
    case 'host':
      return known(peer.host, (host) => matchList(host.toLowerCase(), patterns.toLowerCase()) === 'match');
    case 'rdomain':
      return known(peer.routingDomain, (domain) => matchList(domain, patterns) === 'match');
    default:
      return 'maybe';
  }
}

function known<T>(value: T | undefined, holds: (value: T) => boolean): Applies {
  if (value === undefined) return 'maybe';
  return holds(value) ? 'yes' : 'no';
}

function addressApplies(address: string | undefined, patterns: string): Applies {
  if (address === undefined) return 'maybe';
  const found = matchAddresses(address, patterns);
  // sshd does not start with such a list, so that nobody can say what it would do.
  if (found === 'invalid') return 'maybe';
  return found === 'match' ? 'yes' : 'no';
}
