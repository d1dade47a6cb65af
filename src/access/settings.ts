// The values of sshd that decide about an account's logins. `unknown` where they depend on the origin of the connection, or where
// our reading of the files and `sshd -T` differ.
import type { Account } from '../facts/accounts.ts';
import { effectiveFor, effectiveValue } from '../facts/sshd-effective.ts';
import { decide, overridesFor, placeText } from '../formats/sshd-walk.ts';
import { kbdintNames, type HostView } from './host-view.ts';

/** One value with the place that decides it; `place` is empty where it is the default. */
export interface Value {
  readonly value: string;
  readonly place: string;
  /** Set where the files say one thing and `sshd -T` another: what each says. */
  readonly differs?: string;
}

/** `value` is `unknown` when nobody can tell. */
export interface AccountSettings {
  /** Lists separated by spaces, or `any`. */
  readonly methods: Value;
  readonly pubkey: Value;
  readonly password: Value;
  readonly kbdint: Value;
  readonly usePam: Value;
  readonly permitRoot: Value;
  readonly keysFile: Value;
  readonly keysCommand: Value;
  readonly allowUsers: Value;
  readonly denyUsers: Value;
  readonly allowGroups: Value;
  readonly denyGroups: Value;
}

// sshd_config(5), as OpenSSH ships it; asked for only where `sshd -T` gave no answer.
const defaults: Readonly<Record<string, string>> = {
  authenticationmethods: 'any',
  pubkeyauthentication: 'yes',
  passwordauthentication: 'yes',
  kbdinteractiveauthentication: 'yes',
  challengeresponseauthentication: 'yes',
  usepam: 'no',
  permitrootlogin: 'prohibit-password',
  authorizedkeysfile: '.ssh/authorized_keys .ssh/authorized_keys2',
  authorizedkeyscommand: 'none',
};

/** The settings for one account. */
export function accountSettings(view: HostView, account: Account): AccountSettings {
  const value = (names: readonly string[]): Value => settingValue(view, account, names);
  return {
    methods: value(['authenticationmethods']),
    pubkey: value(['pubkeyauthentication', 'dsaauthentication']),
    password: value(['passwordauthentication']),
    kbdint: value(kbdintNames(view.version)),
    usePam: value(['usepam']),
    permitRoot: value(['permitrootlogin']),
    keysFile: value(['authorizedkeysfile']),
    keysCommand: value(['authorizedkeyscommand']),
    allowUsers: lists(view, account, 'allowusers'),
    denyUsers: lists(view, account, 'denyusers'),
    allowGroups: lists(view, account, 'allowgroups'),
    denyGroups: lists(view, account, 'denygroups'),
  };
}

// Unlike the others, these lists grow with every line that applies; a line that may apply counts, so as not to miss anybody.
function lists(view: HostView, account: Account, keyword: string): Value {
  const everywhere = view.settings.filter((setting) => setting.keyword === keyword && setting.conditions.length === 0);
  const applying = overridesFor(view.settings, [keyword], account).map(({ setting }) => setting);
  const found = [...everywhere, ...applying];
  return { value: found.flatMap(({ args }) => args).join(' '), place: found.map(placeText).join(', ') };
}

function settingValue(view: HostView, account: Account, names: readonly string[]): Value {
  const [keyword = ''] = names;
  const decision = decide(view.settings, names, account);
  if (decision.by === 'origin') {
    return { value: 'unknown', place: decision.settings.map(placeText).join(', ') };
  }
  const read =
    decision.by === 'setting'
      ? { value: decision.setting.args.join(' '), place: placeText(decision.setting) }
      : { value: view.defaults.get(keyword) ?? defaults[keyword] ?? '', place: '' };
  const said = saidBySshd(view, account, keyword);
  if (said === undefined || canonical(said) === canonical(read.value)) return read;
  return {
    value: 'unknown',
    place: read.place,
    differs: `${keyword}: the files say "${read.value}", sshd says "${said}"`,
  };
}

function saidBySshd(view: HostView, account: Account, keyword: string): string | undefined {
  return view.effective && effectiveValue(effectiveFor(view.effective, account.name), keyword);
}

// sshd prints some values by their older names.
function canonical(value: string): string {
  const lower = value.toLowerCase();
  return lower === 'without-password' ? 'prohibit-password' : lower;
}
