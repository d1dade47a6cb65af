// Who can log in how and from where, before and after a plan: a prediction, to be rehearsed and proven later.
import type { LockOutId } from '../causes/causes.ts';
import type { Account } from '../facts/accounts.ts';
import type { Facts } from '../facts/fact.ts';
import type { Peer } from '../formats/sshd-match.ts';
import { globalSetting } from '../formats/sshd-walk.ts';
import type { Change } from '../plan/change.ts';
import { keyAndCode, type Demanded, type Gap } from './gap.ts';
import { namedClients, tableKinds } from './pam/clients.ts';
import { clientKinds, fromLists } from './key-origins.ts';
import { hostView, planned, type HostView } from './host-view.ts';
import { originsOf, peerOf, tunnelPeers, type Origins } from './origin.ts';
import { decidesAccess } from './setting-values.ts';
import { settingsIn, type AccountSettings } from './settings.ts';
import type { AccessVerdict } from '../plan/access-verdict.ts';
import { wayIn, type Way } from './way-in.ts';
import type { Origin } from '../plan/origin.ts';

/** Everything that the prediction is made from. The facts are those of `accessRequests`. */
export interface AccessQuestion {
  readonly facts: Facts;
  /** The changes of all tasks, in order. */
  readonly changes: readonly Change[];
  readonly managingAccount: string;
  /** What less than is a gap; a key and a code unless said otherwise. */
  readonly demanded?: Demanded;
}

/** A verdict with what decides it, for refusals. `cause` is undefined for an account that gets in. `differs`: sshd itself says something else
 * than we read. */
export interface Prediction extends AccessVerdict {
  readonly cause: LockOutId | undefined;
  readonly differs: boolean;
  /** Where the account gets in after the plan with less than is demanded, or may. */
  readonly gaps: readonly OriginGap[];
  /** Where it may, whether a gap that is sure is there too or not. */
  readonly doubts: readonly OriginGap[];
  /** Whether it has a state file after the plan. */
  readonly enrolled: boolean;
}

/** A gap, and the origin that it is open for. */
export interface OriginGap {
  readonly origin: Origin;
  readonly gap: Gap;
}

/**
 * One verdict for every account that can log in now from anywhere, or could after the plan, or that is not known, and for those that are
 * enrolled and can not; the managing account first, then in the order of the host's name service.
 */
export function predictAccess(question: AccessQuestion): readonly Prediction[] {
  const { managingAccount } = question;
  return predictEverybody(question).filter((verdict) => verdict.account === managingAccount || isOfInterest(verdict));
}

/** The same with those accounts that could log in but for what sshd or PAM say: they are refused from everywhere. */
export function predictEverybody(question: AccessQuestion): readonly Prediction[] {
  const { facts, changes, managingAccount, demanded = keyAndCode } = question;
  const { before, after, originsFor } = viewsOf(facts, changes);
  const now = waysIn(before, demanded);
  const then = after === before ? now : waysIn(after, demanded);
  const isManaging = (account: Account): boolean => account.name === managingAccount;
  const ordered = [...before.accounts.filter(isManaging), ...before.accounts.filter((account) => !isManaging(account))];
  return ordered
    .filter((account) => account.loginCapable || isManaging(account))
    .map((account) => {
      const origins = originsFor(account);
      const { state } = after.enrolled(account.name);
      const enrolled = state === 'valid' || state === 'invalid';
      return { ...prediction(account, origins, now(account, origins), then(account, origins)), enrolled };
    });
}

/**
 * A host before and after a plan, the same object where nothing is planned, and where logins to it come from: to an account whose keys are good
 * from somewhere only, or that a table of PAM's lets in from somewhere, from there too.
 */
export interface Views {
  readonly before: HostView;
  readonly after: HostView;
  readonly originsFor: (account: Account) => Origins;
}

/** What is looked at. */
export function viewsOf(facts: Facts, changes: readonly Change[]): Views {
  const before = hostView(facts);
  const after = changes.length === 0 ? before : planned(before, facts, changes);
  const settings = [...new Set([...before.settings, ...after.settings])].filter(decidesAccess);
  const known = new Map<string, Origins>();
  const originsFor = (account: Account): Origins => {
    const named = [before, after].flatMap(({ pam }) => namedClients(pam, account));
    const lists = [...new Set([...fromLists(account), ...named])];
    const key = JSON.stringify(lists);
    const origins = known.get(key) ?? originsOf(before.connection, settings, lists);
    known.set(key, origins);
    return origins;
  };
  return { before, after, originsFor };
}

function isOfInterest({ origins, originsLeftOut, enrolled }: Prediction): boolean {
  return (
    enrolled || originsLeftOut > 0 || origins.some(({ before, after }) => before !== 'refused' || after !== 'refused')
  );
}

/** The ways in of an account, one for each origin, and through a tunnel. */
interface Ways {
  readonly from: readonly Way[];
  /** One for each way in which a rehearsal may come. */
  readonly tunnelled: readonly Way[];
}

/** Origins for which the same settings hold, and from which the same keys are good, share a way. */
function waysIn(view: HostView, demanded: Demanded): (account: Account, origins: Origins) => Ways {
  const peers = new Map<Origins, readonly Peer[]>();
  const settingsOf = settingsIn(view);
  return (account, origins) => {
    const from = peers.get(origins) ?? peersOf(view, origins.origins);
    peers.set(origins, from);
    const settingsFrom = settingsOf(account);
    const clientOf = clientKinds(account);
    const tableOf = tableKinds(view.pam, account);
    const known = new Map<AccountSettings, Map<string, Way>>();
    const wayFrom = (peer: Peer, decoyKey: boolean): Way => {
      const settings = settingsFrom(peer);
      const ways = known.get(settings) ?? new Map<string, Way>();
      known.set(settings, ways);
      const kind = JSON.stringify([clientOf(decoyKey ? undefined : peer), tableOf(peer)]);
      const way = ways.get(kind) ?? wayIn({ view, account, settings, peer, decoyKey }, demanded);
      ways.set(kind, way);
      return way;
    };
    return {
      from: from.map((peer) => wayFrom(peer, false)),
      tunnelled: tunnelPeers.map((peer) => wayFrom(peer, true)),
    };
  };
}

/** The connections that come from origins, as sshd of this host sees them. */
export function peersOf({ settings }: HostView, origins: readonly Origin[]): readonly Peer[] {
  const usesDns = globalSetting(settings, ['usedns'])?.args[0]?.toLowerCase() === 'yes';
  return origins.map((origin) => peerOf(origin, usesDns));
}

function prediction(
  account: Account,
  { origins, leftOut }: Origins,
  now: Ways,
  then: Ways,
): Omit<Prediction, 'enrolled'> {
  const ways = origins.flatMap((origin, index) => {
    const [before, after] = [now.from[index], then.from[index]];
    if (before === undefined || after === undefined) return [];
    // Where our reading of the host is wrong today, it is no better for tomorrow.
    return [{ origin, before, after: before.differs ? before : after }];
  });
  const [own] = ways;
  if (own === undefined) throw new TypeError('an origin of our own is always there');
  return {
    account: account.name,
    before: own.before.way,
    after: own.after.way,
    certainty: own.after.way === 'unknown' ? 'unknown' : 'predicted',
    reason: own.after.reason,
    cause: own.after.cause,
    differs: own.after.differs,
    origins: ways.map(({ origin, before, after: { way, reason, place } }) => ({
      ...{ origin, before: before.way, after: way },
      ...{ reason, place },
    })),
    gaps: ways.flatMap(({ origin, after: { gap } }) => (gap === undefined ? [] : [{ origin, gap }])),
    doubts: ways.flatMap(({ origin, after: { doubt } }) => (doubt === undefined ? [] : [{ origin, gap: doubt }])),
    tunnelled: (then.tunnelled.find(({ way }) => way !== own.after.way) ?? own.after).way,
    originsLeftOut: leftOut,
  };
}
