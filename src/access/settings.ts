// The values of sshd that decide about an account's logins from somewhere. `unknown` where they depend on what is not known of the
// connection.
import type { Account } from '../facts/accounts.ts';
import { atLeast, type OpensshVersion } from '../facts/openssh-version.ts';
import { effectiveFor, probePeer } from '../facts/sshd-effective.ts';
import type { MatchAccount, Peer } from '../formats/sshd-match.ts';
import { collect, decide, globalSetting, overridesFor, placeText, type Setting } from '../formats/sshd-walk.ts';
import { alikeIn } from './alike.ts';
import { admissions, type Admission, type PatternSplit } from './allowed-user.ts';
import type { HostView } from './host-view.ts';

/** One value with the place that decides it; `place` is empty where it is the default. */
export interface Value {
  readonly value: string;
  readonly place: string;
}

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

/** What `sshd -T` prints that decides about logins. */
export const accessKeywords = [
  'authenticationmethods',
  'pubkeyauthentication',
  'passwordauthentication',
  'kbdinteractiveauthentication',
  'challengeresponseauthentication',
  'hostbasedauthentication',
  'gssapiauthentication',
  'usepam',
  'pamservicename',
  'permitrootlogin',
  'authorizedkeysfile',
  'authorizedkeyscommand',
  'strictmodes',
  'trustedusercakeys',
  'allowusers',
  'denyusers',
  'allowgroups',
  'denygroups',
] as const;

/** What of a host decides its values. */
export type SshdView = Pick<HostView, 'version' | 'settings' | 'defaults'>;

type AccessKeyword = (typeof accessKeywords)[number];

// sshd_config(5), as OpenSSH ships it; asked for only where `sshd -T` gave no answer.
const defaults: Readonly<Partial<Record<AccessKeyword, string>>> = {
  authenticationmethods: 'any',
  pubkeyauthentication: 'yes',
  passwordauthentication: 'yes',
  kbdinteractiveauthentication: 'yes',
  challengeresponseauthentication: 'yes',
  hostbasedauthentication: 'no',
  gssapiauthentication: 'no',
  usepam: 'no',
  pamservicename: 'sshd',
  permitrootlogin: 'prohibit-password',
  authorizedkeysfile: '.ssh/authorized_keys .ssh/authorized_keys2',
  authorizedkeyscommand: 'none',
  strictmodes: 'yes',
  trustedusercakeys: 'none',
};

const lists: readonly AccessKeyword[] = ['allowusers', 'denyusers', 'allowgroups', 'denygroups'];

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

/** Whether a setting has a say about logins, or about how clients are called. */
export function decidesAccess({ keyword }: Setting): boolean {
  const known: readonly string[] = accessKeywords;
  return known.includes(keyword) || kbdintAliases.includes(keyword) || keyword === 'usedns' || keyword === 'port';
}

const kbdintAliases: readonly string[] = ['challengeresponseauthentication', 'skeyauthentication'];

/** The value that `sshd -T -C` prints for an account and a connection; several of a list are separated by spaces. */
export function valueOf(view: SshdView, account: MatchAccount, peer: Peer, keyword: AccessKeyword): Value {
  if (lists.includes(keyword)) return listOf(view, account, peer, keyword);
  const separate = !atLeast(view.version, 8, 7);
  switch (keyword) {
    case 'usepam':
      return fromSetting(view, keyword, globalSetting(view.settings, [keyword]));
    case 'challengeresponseauthentication':
      // Up to 8.6 an option of its own, and of the whole server; later another name of the same one.
      if (!separate) return valueOf(view, account, peer, 'kbdinteractiveauthentication');
      return fromSetting(view, keyword, globalSetting(view.settings, [keyword]));
    case 'kbdinteractiveauthentication':
      return separate ? kbdintBefore87(view, account, peer) : decided(view, account, peer, [keyword, ...kbdintAliases]);
    case 'pubkeyauthentication':
      return decided(view, account, peer, [keyword, 'dsaauthentication']);
    case 'pamservicename':
      return atLeast(view.version, 9, 8) ? decided(view, account, peer, [keyword]) : { value: '', place: '' };
    default:
      return decided(view, account, peer, [keyword]);
  }
}

/** ChallengeResponseAuthentication turns it on for everybody (sshd.c), and a Match block may still turn it off. */
function kbdintBefore87(view: SshdView, account: MatchAccount, peer: Peer): Value {
  const keyword = 'kbdinteractiveauthentication';
  const older = valueOf(view, account, peer, 'challengeresponseauthentication');
  const isOn = older.value.toLowerCase() !== 'no';
  const own = fromSetting(view, keyword, globalSetting(view.settings, [keyword]));
  const base = isOn ? { value: 'yes', place: older.place } : own.place === '' ? { ...own, value: 'no' } : own;
  const overrides = overridesFor(view.settings, [keyword], account, peer);
  const sure = overrides.findIndex((override) => override.applies === 'yes');
  const last = sure === -1 ? base : fromSetting(view, keyword, overrides[sure]?.setting);
  const open = overrides.slice(0, sure === -1 ? overrides.length : sure).map(({ setting }) => setting);
  if (open.every(({ args }) => canonical(args.join(' ')) === canonical(last.value))) return last;
  return { value: 'unknown', place: open.map(placeText).join(', ') };
}

function decided(view: SshdView, account: MatchAccount, peer: Peer, names: readonly string[]): Value {
  const [keyword = ''] = names;
  const decision = decide(view.settings, names, account, peer);
  if (decision.by === 'origin') return { value: 'unknown', place: decision.settings.map(placeText).join(', ') };
  return fromSetting(view, keyword, decision.by === 'setting' ? decision.setting : undefined);
}

function fromSetting(view: SshdView, keyword: string, setting: Setting | undefined): Value {
  if (setting !== undefined) return { value: setting.args.join(' '), place: placeText(setting) };
  const shipped: Readonly<Record<string, string | undefined>> = defaults;
  return { value: view.defaults.get(keyword) ?? shipped[keyword] ?? '', place: '' };
}

function listOf(view: SshdView, account: MatchAccount, peer: Peer, keyword: AccessKeyword): Value {
  const { settings, maybe } = collect(view.settings, keyword, account, peer);
  const place = [...maybe, ...settings].map(placeText).join(', ');
  return { value: maybe.length > 0 ? 'unknown' : settings.flatMap(({ args }) => args).join(' '), place };
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

// sshd prints some values by their older names.
function canonical(value: string): string {
  const lower = value.toLowerCase();
  return lower === 'without-password' ? 'prohibit-password' : lower;
}

function patternSplit(version: OpensshVersion): PatternSplit {
  if (atLeast(version, 10, 0)) return 'last';
  return !version.known || atLeast(version, 9, 3) ? 'unknown' : 'first';
}
