// The reasoning of the model for one account of one host, before and after a plan, for a reader who wants to follow it line by line.
import { accounts, type Account } from '../facts/accounts.ts';
import type { Facts } from '../facts/fact.ts';
import { stateFiles } from '../facts/state-files.ts';
import type { Change } from '../plan/change.ts';
import { aboutAccount, type AccountLine } from './explain/account-lines.ts';
import { pamRuns, type PamRun } from './explain/pam-runs.ts';
import { admittingLines, settingLines, type SettingLine } from './explain/setting-lines.ts';
import type { Peer } from '../formats/sshd-match.ts';
import type { HostView } from './host-view.ts';
import { clientKinds } from './key-origins.ts';
import { tableKinds } from './pam/clients.ts';
import { listMeans } from './means.ts';
import { peersOf, viewsOf } from './predict.ts';
import { settingsIn, type AccountSettings } from './settings.ts';
import { wayName } from '../plan/access-verdict.ts';
import { decidedEarly, listsOf, wayIn, type Way } from './way-in.ts';
import type { Origin } from '../plan/origin.ts';

/** All of it. `leftOut` counts rules by origin that no origin stands for. */
export interface Explanation {
  readonly account: string;
  readonly about: readonly AccountLine[];
  readonly groups: readonly OriginGroup[];
  readonly leftOut: number;
}

/** Origins from which the same settings hold, before and after alike. `after` is undefined where it is the same. */
export interface OriginGroup {
  readonly origins: readonly Origin[];
  readonly before: Reasoning;
  readonly after: Reasoning | undefined;
}

/** Why a way in is what it is. Parts that were not looked at are empty: something before them decided. */
export interface Reasoning {
  readonly way: Way;
  readonly settings: readonly SettingLine[];
  readonly pam: readonly PamRun[];
  readonly lists: readonly ExplainedMethods[];
}

/** One list of AuthenticationMethods, and what it comes to: a way in, `no`, or `unknown`. */
export interface ExplainedMethods {
  readonly list: string;
  readonly comesTo: string;
  readonly why: string;
}

/** Undefined for an account that the host does not know. The facts are those of `accessRequests` with its name. */
export function explainAccess(facts: Facts, changes: readonly Change[], name: string): Explanation | undefined {
  const account = facts.get(accounts).accounts.find((one) => one.name === name);
  if (account === undefined) return undefined;
  const { before, after, originsFor } = viewsOf(facts, changes);
  const origins = originsFor(account);
  const now = seenFrom(before, account, origins.origins);
  const then = seenFrom(after, account, origins.origins);
  const clientOf = clientKinds(account);
  const tables = [before, after].map(({ pam }) => tableKinds(pam, account));
  const groups = new Map<string, Alike>();
  for (const [index, origin] of origins.origins.entries()) {
    const [one, other] = [now[index], then[index]];
    if (one === undefined || other === undefined) continue;
    const key = JSON.stringify([
      ...[one, other].map(({ peer, ...rest }) => ({ ...rest, client: clientOf(peer) })),
      ...tables.map((tableOf) => tableOf(one.peer)),
    ]);
    const group = groups.get(key) ?? { origins: [], now: one, then: other };
    group.origins.push(origin);
    groups.set(key, group);
  }
  const file = facts.get(stateFiles).files.find((one) => one.account === name);
  return {
    account: name,
    about: aboutAccount(account, file, before.enrolled(name), after.enrolled(name), before.pam.host.today),
    groups: [...groups.values()].map((group) => groupOf(account, before, after, group)),
    leftOut: origins.leftOut,
  };
}

/** What sshd looks at when the account comes from somewhere. */
interface Seen {
  readonly peer: Peer;
  readonly settings: AccountSettings;
  readonly admitting: readonly SettingLine[];
}

interface Alike {
  readonly origins: Origin[];
  readonly now: Seen;
  readonly then: Seen;
}

function seenFrom(view: HostView, account: Account, origins: readonly Origin[]): readonly Seen[] {
  const settingsOf = settingsIn(view)(account);
  return peersOf(view, origins).map((peer) => ({
    peer,
    settings: settingsOf(peer),
    admitting: admittingLines(view, account, peer),
  }));
}

function groupOf(account: Account, before: HostView, after: HostView, { origins, now, then }: Alike): OriginGroup {
  const first = reasoning(before, account, now);
  // Where our reading of the host is wrong today, it is no better for tomorrow.
  if (first.way.differs) return { origins, before: first, after: undefined };
  const second = reasoning(after, account, then);
  const isSame = JSON.stringify(first) === JSON.stringify(second);
  return { origins, before: first, after: isSame ? undefined : second };
}

function reasoning(view: HostView, account: Account, { peer, settings, admitting }: Seen): Reasoning {
  const login = { view, account, settings, peer };
  const way = wayIn(login);
  const lines = settingLines(account, settings, admitting);
  if (decidedEarly(account, settings) !== undefined) return { way, settings: lines, pam: [], lists: [] };
  const lists = listsOf(settings).map((list): ExplainedMethods => {
    const means = listMeans(list, login);
    if (means.can === 'yes') return { list, comesTo: wayName(means.factors), why: '' };
    return { list, comesTo: means.can, why: means.why };
  });
  return { way, settings: lines, pam: pamRuns(login), lists };
}
