// One value of sshd for an account and a connection, from the files as they are read, with the place that decides it.
import { atLeast } from '../facts/openssh-version.ts';
import type { MatchAccount, Peer } from '../formats/sshd-match.ts';
import { collect, decide, globalSetting, overridesFor, placeText, type Setting } from '../formats/sshd-walk.ts';
import type { HostView } from './host-view.ts';

/** One value with the place that decides it; `place` is empty where it is the default. */
export interface Value {
  readonly value: string;
  readonly place: string;
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

/** One of them. */
export type AccessKeyword = (typeof accessKeywords)[number];

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

/** A value as it is compared: sshd prints some by their older names. */
export function canonical(value: string): string {
  const lower = value.toLowerCase();
  return lower === 'without-password' ? 'prohibit-password' : lower;
}
