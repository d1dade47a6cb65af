// The values of sshd that decide about an account's logins from somewhere. `unknown` where they depend on what is not known of the
// connection.
import type { Account } from '../facts/accounts.ts';
import { atLeast, type OpensshVersion } from '../facts/openssh-version.ts';
import { effectiveFor, probePeer } from '../facts/sshd-effective.ts';
import type { Peer } from '../formats/sshd-match.ts';
import { alikeIn } from './alike.ts';
import { admissions, type Admission, type PatternSplit } from './allowed-user.ts';
import type { HostView } from './host-view.ts';
import { accessKeywords, canonical, decidesAccess, valueOf, type AccessKeyword, type Value } from './setting-values.ts';

/** `value` is `unknown` when nobody can tell. */
export interface AccountSettings {
  /** Lists separated by spaces, or `any`. */
  readonly methods: Value;
  readonly pubkey: Value;
  readonly password: Value;
  readonly kbdint: Value;
  readonly hostbased: Value;
  readonly gssapi: Value;
  readonly usePam: Value;
  readonly permitRoot: Value;
  readonly keysFile: Value;
  readonly keysCommand: Value;
  readonly strictModes: Value;
  /** Whose certificates are taken in the place of keys. */
  readonly userCa: Value;
  /** Where PAM's answers come from another service than the one that was read; undefined where they do not. */
  readonly otherPamService: Value | undefined;
  readonly admission: Admission;
  /** Set where the files say one thing and `sshd -T` another: what each says. */
  readonly differs: string | undefined;
}

/** The settings of accounts, worked out once for all that are alike: the same object then, which callers may compare. */
export function settingsIn(view: HostView): (account: Account) => (peer: Peer) => AccountSettings {
  const split = patternSplit(view.version);
  const relevant = view.settings.filter(decidesAccess);
  const alike = alikeIn(relevant, split);
  const admit = admissions(relevant, split);
  const kinds = new Map<string, (peer: Peer) => AccountSettings>();
  const equals = new Map<string, AccountSettings>();
  const peerKinds = new Map<Peer, string>();
  const kindOf = (peer: Peer): string => remembered(peerKinds, peer, () => alike.peer(peer));
  return (account) =>
    remembered(kinds, alike.account(account), () => {
      const differs = difference(view, account);
      const byKind = new Map<string, AccountSettings>();
      const byPeer = new Map<Peer, AccountSettings>();
      return (peer) =>
        remembered(byPeer, peer, () =>
          remembered(byKind, kindOf(peer), () => {
            const found = accountSettings(view, account, peer, admit, differs);
            return remembered(equals, JSON.stringify(found), () => found);
          }),
        );
    });
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}

function accountSettings(
  view: HostView,
  account: Account,
  peer: Peer,
  admit: ReturnType<typeof admissions>,
  differs: string | undefined,
): AccountSettings {
  const value = (keyword: AccessKeyword): Value => valueOf(view, account, peer, keyword);
  return {
    methods: value('authenticationmethods'),
    pubkey: value('pubkeyauthentication'),
    password: value('passwordauthentication'),
    kbdint: kbdint(value('kbdinteractiveauthentication'), value('challengeresponseauthentication')),
    hostbased: value('hostbasedauthentication'),
    gssapi: value('gssapiauthentication'),
    usePam: value('usepam'),
    permitRoot: canonicalOf(value('permitrootlogin')),
    keysFile: value('authorizedkeysfile'),
    keysCommand: value('authorizedkeyscommand'),
    strictModes: value('strictmodes'),
    userCa: value('trustedusercakeys'),
    otherPamService: otherPamService(view, value('usepam'), value('pamservicename')),
    admission: admit(account, peer),
    differs,
  };
}

/** From 9.8 on a Match block may name a PAM service for some accounts only. */
function otherPamService({ version, pam }: HostView, usePam: Value, service: Value): Value | undefined {
  const isAsked = atLeast(version, 9, 8) && usePam.value.toLowerCase() !== 'no' && service.value !== '';
  return isAsked && service.value !== pam.service ? service : undefined;
}

function canonicalOf({ value, place }: Value): Value {
  return { value: canonical(value), place };
}

/** Where two options switch one method, both must. */
function kbdint(own: Value, older: Value): Value {
  if (older.value.toLowerCase() === 'no') return older;
  return own;
}

/** Where `sshd -T` says something else than the files, for the connection that it was asked about; undefined where nothing differs. */
function difference(view: HostView, account: Account): string | undefined {
  if (view.effective === undefined) return undefined;
  const said = effectiveFor(view.effective, account.name);
  if (!said.known) return undefined;
  for (const keyword of accessKeywords) {
    const values = Object.hasOwn(said.values, keyword) ? said.values[keyword] : undefined;
    if (values === undefined) continue;
    const read = valueOf(view, account, probePeer, keyword);
    const value = values.join(' ');
    if (read.value === 'unknown' || isSame(keyword, read.value, value)) continue;
    return `${keyword}: the files say "${read.value}", sshd says "${value}"`;
  }
  return undefined;
}

/** A command is printed with its quotes, which decide nothing here. */
function isSame(keyword: AccessKeyword, left: string, right: string): boolean {
  const sides = [left, right].map(canonical);
  if (keyword === 'authorizedkeyscommand') return (sides[0] === 'none') === (sides[1] === 'none');
  return sides[0] === sides[1];
}

function patternSplit(version: OpensshVersion): PatternSplit {
  if (atLeast(version, 10, 0)) return 'last';
  return !version.known || atLeast(version, 9, 3) ? 'unknown' : 'first';
}
