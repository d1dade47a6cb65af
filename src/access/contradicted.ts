// Logins that the host's log tells of, held against the model: where it denies every way by which one could have been, the model does not
// know the host. A login counts only if nothing that decides has changed since, as far as that shows.
import { accounts, type Account } from '../facts/accounts.ts';
import { clock } from '../facts/clock.ts';
import { decidingFiles } from '../facts/deciding-files.ts';
import type { Fact, Facts } from '../facts/fact.ts';
import { pamService } from '../facts/pam-service.ts';
import { recentLogins, type AcceptedLogin } from '../facts/recent-logins.ts';
import { sshDoors } from '../facts/ssh-doors.ts';
import { sshdDaemon } from '../facts/sshd-daemon.ts';
import { effectiveForAnybody, effectiveValue, sshdEffective } from '../facts/sshd-effective.ts';
import { sshdReload } from '../facts/sshd-reload.ts';
import { stateFiles } from '../facts/state-files.ts';
import type { Peer } from '../formats/sshd-match.ts';
import { hostView, type HostView } from './host-view.ts';
import { listMeans } from './means.ts';
import { peersOf, viewsOf } from './predict.ts';
import { placesOf } from './key-means.ts';
import { settingsIn, type AccountSettings } from './settings.ts';
import { decidedEarly, listsOf, wayIn, type Way } from './way-in.ts';

/** A login that was, and that the model says could not have been. */
export interface Contradiction {
  readonly account: string;
  /** How and from where it was: `on 2026-11-22 at 03:00 UTC from 192.0.2.7 with "password"`. */
  readonly login: string;
  /** Why the model denies it. */
  readonly reason: string;
  /** The line that decides by the model, `FILE:LINE`; empty for a default. */
  readonly place: string;
}

/** What the log is held against the model with, besides the model's own facts. */
export const contradictionFacts: readonly Fact<unknown>[] = [recentLogins, sshdReload, decidingFiles, sshdDaemon];

/** One for each account at most: its latest login that the model denies. `unseen` says why no login of the log counts, where none does. */
export interface Contradictions {
  readonly found: readonly Contradiction[];
  readonly unseen: string | undefined;
}

/** The facts are those of the model, and `contradictionFacts`. */
export function contradictions(facts: Facts): Contradictions {
  const unseen = (why: string): Contradictions => ({ found: [], unseen: why });
  const recent = facts.get(recentLogins);
  if (!recent.known) return unseen('no log holds the logins of sshd');
  if (facts.get(sshDoors).length > 0) {
    return unseen('the log does not say which of the SSH daemons let somebody in');
  }
  const since = settledSince(facts);
  if (since === undefined) {
    return unseen('when sshd last read its configuration, or when that changed, is not known');
  }
  const judge = judgeIn(facts);
  const found = new Map<string, Contradiction>();
  const latestFirst = recent.accepted.toSorted((one, other) => other.epochSeconds - one.epochSeconds);
  for (const login of latestFirst.filter(({ epochSeconds }) => epochSeconds > since)) {
    const said = found.has(login.account) ? undefined : judge(login);
    if (said !== undefined) found.set(login.account, said);
  }
  return { found: [...found.values()], unseen: undefined };
}

/**
 * How an account gets in from where Keyturn comes from, today; undefined for an account that the host did not tell about, and where we came
 * in by another door than the one that is judged.
 */
export function wayFromHere(facts: Facts, name: string): Way | undefined {
  const account = facts.get(accounts).accounts.find((one) => one.name === name);
  if (account === undefined || facts.get(sshDoors).some(({ through }) => through)) return undefined;
  const { before: view, originsFor } = viewsOf(facts, []);
  const [peer] = peersOf(view, originsFor(account).origins);
  return peer && wayIn({ view, account, peer, settings: settingsIn(view)(account)(peer) });
}

/**
 * From when on logins met what stands on disk now; undefined where sshd runs with something else, or nobody can tell. Who was connected at a
 * change may still finish by the rules of before, for as long as LoginGraceTime.
 */
function settledSince(facts: Facts): number | undefined {
  const { host } = facts.get(decidingFiles);
  const { readAt, files } = facts.get(sshdReload);
  const { socketActivated } = facts.get(sshdDaemon);
  const grace = effectiveValue(effectiveForAnybody(facts.get(sshdEffective)), 'logingracetime') ?? '';
  if (host === undefined || !/^[1-9]\d{0,5}$/.test(grace)) return undefined;
  const changed = Math.max(host, ...files.map(({ touched }) => touched));
  if (socketActivated) return changed + Number(grace);
  if (readAt === undefined || files.some(({ touched }) => touched > readAt)) return undefined;
  return Math.max(changed, readAt) + Number(grace);
}

type Judge = (login: AcceptedLogin) => Contradiction | undefined;

function judgeIn(facts: Facts): Judge {
  const now = viewsOf(facts, []);
  const known = new Map(facts.get(accounts).accounts.map((account) => [account.name, account]));
  const isUnchanged = unchangedIn(facts);
  return (login) => {
    const account = known.get(login.account);
    if (account === undefined) return undefined;
    const peers = arrivals(now.before, login.address, now.originsFor(account).origins);
    const today = denied(now.before, account, peers, login.method);
    if (today === undefined || !isUnchanged(account, login, today)) return undefined;
    // Keys and accounts expire: what counts is what held then.
    const then = denied(hostView(at(facts, login.epochSeconds)), account, peers, login.method);
    return then && { account: account.name, login: loginText(login), reason: then.why, place: then.place };
  };
}

/** Facts as they were at another time by the clock. */
function at(facts: Facts, epochSeconds: number): Facts {
  return { get: <T>(fact: Fact<T>): T => (fact.name === clock.name ? ({ epochSeconds } as T) : facts.get(fact)) };
}

/** The connections that the login may have been: the log names the client, and not where it arrived. */
function arrivals(view: HostView, address: string, origins: Parameters<typeof peersOf>[1]): readonly Peer[] {
  const found = origins.map((origin) => ({ ...origin, address, host: undefined }));
  return [...new Map(peersOf(view, found).map((peer) => [JSON.stringify(peer), peer])).values()];
}

/** Why a login that ended with a method could not have been, and what the account has to do with it. */
interface Denial {
  readonly why: string;
  readonly place: string;
  /** The methods of which the model denies what the account itself has for them; none where sshd's lines decide alone. */
  readonly methods: readonly string[];
  readonly settings: AccountSettings;
}

/** Undefined where one of the connections may have led in. */
function denied(view: HostView, account: Account, peers: readonly Peer[], method: string): Denial | undefined {
  const settingsOf = settingsIn(view)(account);
  const denials = peers.map((peer) => deniedFrom(view, account, settingsOf(peer), peer, method));
  return denials.every((one) => one !== undefined) ? denials[0] : undefined;
}

/** Methods that `listsOf` knows where none are set. */
const known: readonly string[] = ['publickey', 'keyboard-interactive', 'password', 'hostbased', 'gssapi-with-mic'];

function deniedFrom(
  view: HostView,
  account: Account,
  settings: AccountSettings,
  peer: Peer,
  logged: string,
): Denial | undefined {
  const early = decidedEarly(account, settings);
  if (early !== undefined) {
    return early.way === 'refused' ? { why: early.reason, place: early.place, methods: [], settings } : undefined;
  }
  const { methods, admission } = settings;
  if (admission.allowed !== 'yes') return undefined;
  // With an empty password the client asks for no method, and sshd logs "none" for what it looks up as a password.
  const [name = ''] = logged.split('/');
  const method = name === 'none' ? 'password' : name;
  if (methods.value === 'any' && !known.includes(method)) return undefined;
  // Of several methods sshd logs the last one, at LogLevel INFO alone.
  const lists = listsOf(settings).filter((list) => list.split(',').at(-1)?.split(':')[0] === method);
  if (lists.length === 0) {
    const set = methods.place === '' ? '' : ` (AuthenticationMethods at ${methods.place})`;
    return { why: `no login ends with "${method}"${set}`, place: methods.place, methods: [], settings };
  }
  const means = lists.map((list) => listMeans(list, { view, account, settings, peer }));
  const [first] = means.flatMap((one) => (one.can === 'no' ? [one] : []));
  if (first === undefined || means.some(({ can }) => can !== 'no')) return undefined;
  const asked = lists.flatMap((list) => list.split(',').map((one) => one.split(':')[0] ?? ''));
  return { why: first.why, place: first.by?.place ?? methods.place, methods: asked, settings };
}

/** Modules that open a home with the login itself: what is in it before is not what sshd finds. */
const opensHome = /\bpam_(?:mount|ecryptfs|fscrypt|systemd_home|zfs_key|encfs|namespace|mkhomedir|afs_session|krb5)\b/;

/** Whether what the account has for its logins is as it was at one. */
function unchangedIn(facts: Facts): (account: Account, login: AcceptedLogin, denial: Denial) => boolean {
  const { own, directory } = facts.get(decidingFiles);
  const { text = '', files } = facts.get(pamService);
  const isOpened = [text, ...files.map((file) => file.text ?? '')].some((one) => opensHome.test(one));
  const states = new Map(facts.get(stateFiles).files.map((file) => [file.account, file]));
  return (account, { epochSeconds, method }, { methods, settings }) => {
    // A directory may have taken a group away since.
    if (directory) return false;
    if (methods.length === 0) return true;
    const home = own.get(account.home);
    if (isOpened || home === undefined) return false;
    const latest = (names: readonly string[]): number =>
      Math.max(home, ...names.map((name) => own.get(`${account.home}/${name}`) ?? 0));
    if (methods.includes('publickey')) {
      const isSeen = placesOf(settings).every((place) => usual.test(place));
      if (!isSeen || latest(keyPlaces) >= epochSeconds) return false;
    }
    if (method === 'publickey' && methods.every((one) => one === 'publickey')) return true;
    const state = states.get(account.name);
    if (state === undefined) return false;
    const changed = Math.max(home, own.get(state.path) ?? 0);
    // The module writes the file anew with each code, just before sshd logs the login.
    return state.file.kind === 'regular' ? changed <= epochSeconds : changed < epochSeconds;
  };
}

const keyPlaces = ['.ssh', '.ssh/authorized_keys', '.ssh/authorized_keys2'] as const;

/** Places of AuthorizedKeysFile whose times are known. */
const usual = /^(?:(?:%h\/)?\.ssh\/authorized_keys2?|\/etc\/ssh\/[^/]+(?:\/[^/]+)?)$/;

function loginText({ address, method, epochSeconds }: AcceptedLogin): string {
  const [day = '', time = ''] = new Date(epochSeconds * 1000).toISOString().split('T');
  return `on ${day} at ${time.slice(0, 5)} UTC from ${address} with "${method}"`;
}
