// What gets one account in on one host: every list of AuthenticationMethods against the means that the account has.
import type { Account } from '../facts/accounts.ts';
import { matchList } from '../formats/sshd-match.ts';
import type { HostView } from './host-view.ts';
import type { PamVerdict } from './pam/login.ts';
import { accountMeans, pamMeans } from './pam/means.ts';
import type { Conversation } from './pam/question.ts';
import { accountSettings, type AccountSettings, type Value } from './settings.ts';
import type { WayIn } from './verdict.ts';

/** A way in and what decides it; `cause` is a catalogue id where it leads nowhere. */
export interface Way {
  readonly way: WayIn;
  readonly reason: string;
  readonly cause: string;
}

type Factor = 'key' | 'password' | 'code';
type Means =
  | { readonly can: 'yes' | 'unknown'; readonly factors: readonly Factor[]; readonly why: string }
  | { readonly can: 'no'; readonly why: string; readonly cause: string };

const no = (cause: string, why: string): Means => ({ can: 'no', cause, why });
const unsure = (why: string): Means => ({ can: 'unknown', factors: [], why });

/** The least that gets the account in. */
export function wayIn(view: HostView, account: Account): Way {
  const settings = accountSettings(view, account);
  const { methods, permitRoot } = settings;
  const differs = Object.values<Value>({ ...settings }).find((value) => value.differs !== undefined);
  if (differs?.differs !== undefined) return { way: 'unknown', reason: differs.differs, cause: 'differs' };
  const decided =
    methods.place === '' ? 'no AuthenticationMethods are set' : `AuthenticationMethods at ${methods.place}`;
  if (methods.value === 'unknown')
    return { way: 'unknown', reason: `${decided} cannot be told apart`, cause: 'origin' };
  if (account.uid === 0 && permitRoot.value === 'no') {
    return { way: 'refused', reason: `PermitRootLogin no${at(permitRoot)}`, cause: 'L5' };
  }
  const barred = notAllowed(account, settings);
  if (barred !== undefined) return { way: 'refused', reason: barred, cause: 'allow' };
  const lists = methods.value === 'any' ? ['publickey', 'keyboard-interactive', 'password'] : methods.value.split(' ');
  const ways = lists.map((list) => listMeans(list, view, account, settings));
  return best(ways, decided);
}

// `user@host` patterns depend on the origin: whoever they might let in is taken to be let in.
function notAllowed(account: Account, settings: AccountSettings): string | undefined {
  const { allowUsers, denyUsers, allowGroups, denyGroups } = settings;
  const user = (patterns: Value): boolean => named([account.name], patterns);
  if (denyUsers.value !== '' && !denyUsers.value.includes('@') && user(denyUsers)) return `DenyUsers${at(denyUsers)}`;
  if (allowUsers.value !== '' && !user(allowUsers)) return `AllowUsers${at(allowUsers)}`;
  if (denyGroups.value !== '' && named(account.groups, denyGroups)) return `DenyGroups${at(denyGroups)}`;
  return allowGroups.value !== '' && !named(account.groups, allowGroups) ? `AllowGroups${at(allowGroups)}` : undefined;
}

function named(names: readonly string[], { value }: Value): boolean {
  const patterns = value.split(' ').map((pattern) => pattern.replace(/@.*$/, ''));
  return names.some((name) => patterns.some((pattern) => matchList(name, pattern) === 'match'));
}

function best(ways: readonly Means[], decided: string): Way {
  const open = ways.flatMap((way) => (way.can === 'yes' ? [way] : []));
  const least = open.sort((one, other) => one.factors.length - other.factors.length)[0];
  if (least?.factors.length === 0) return { way: 'unknown', reason: least.why, cause: '' };
  if (least !== undefined) return { way: wayName(least.factors), reason: decided, cause: '' };
  const maybe = ways.find((way) => way.can === 'unknown');
  if (maybe !== undefined) return { way: 'unknown', reason: maybe.why, cause: 'unknown' };
  const closed = ways.find((way) => way.can === 'no');
  return { way: 'refused', reason: closed?.why ?? decided, cause: closed?.cause ?? '' };
}

function wayName(factors: readonly Factor[]): WayIn {
  const has = (factor: Factor): boolean => factors.includes(factor);
  if (has('key'))
    return has('code')
      ? has('password')
        ? 'key+password+code'
        : 'key+code'
      : has('password')
        ? 'key+password'
        : 'key';
  if (has('password')) return has('code') ? 'password+code' : 'password';
  return has('code') ? 'code' : 'unknown';
}

function listMeans(list: string, view: HostView, account: Account, settings: AccountSettings): Means {
  const means = list.split(',').map((method) => methodMeans(method, view, account, settings));
  const closed = means.find((one) => one.can === 'no');
  if (closed !== undefined) return closed;
  const barred = barredByPam(view, account, settings);
  if (barred?.can === 'no') return barred;
  const maybe = means.find((one) => one.can === 'unknown') ?? barred;
  if (maybe !== undefined) return maybe;
  return {
    can: 'yes',
    factors: means.flatMap((one) => (one.can === 'yes' ? one.factors : [])),
    why: means[0]?.why ?? '',
  };
}

function methodMeans(method: string, view: HostView, account: Account, settings: AccountSettings): Means {
  const name = method.split(':')[0];
  if (name === 'publickey') return keyMeans(account, settings);
  if (account.uid === 0 && settings.permitRoot.value !== 'yes') {
    return no(
      'L5',
      `PermitRootLogin ${settings.permitRoot.value}${at(settings.permitRoot)} lets root in with a key only`,
    );
  }
  if (name === 'password')
    return switched(settings.password, 'PasswordAuthentication') ?? stackMeans(view, account, 'one-password');
  if (name === 'keyboard-interactive') {
    return (
      switched(settings.kbdint, 'KbdInteractiveAuthentication') ??
      switched(settings.usePam, 'UsePAM') ??
      stackMeans(view, account, 'prompts')
    );
  }
  return unsure(`"${name ?? method}" is not modelled`);
}

function keyMeans(account: Account, { pubkey, keysFile, keysCommand }: AccountSettings): Means {
  const off = switched(pubkey, 'PubkeyAuthentication');
  if (off !== undefined) return off;
  if (account.authorizedKeys === 'present') return { can: 'yes', factors: ['key'], why: '' };
  const usual =
    keysFile.value === '.ssh/authorized_keys .ssh/authorized_keys2' || keysFile.value === '.ssh/authorized_keys';
  if (account.authorizedKeys === 'absent' && usual && keysCommand.value === 'none')
    return no('L9', 'it has no authorized_keys');
  return unsure('where its keys are is not known');
}

/** What the PAM service asks of the account. */
function stackMeans(view: HostView, account: Account, conversation: Conversation): Means {
  const verdict = pamMeans(view, account, conversation);
  if (verdict.can !== 'yes') return pamClosed(verdict);
  const why = `the PAM service lets it in with nothing, not even a password (${verdict.place})`;
  return { can: 'yes', factors: verdict.factors, why };
}

/** What keeps the account out whatever it shows: sshd asks PAM about every account, those that came with a key included. */
function barredByPam(view: HostView, account: Account, settings: AccountSettings): Means | undefined {
  if (settings.usePam.value.toLowerCase() === 'no') return undefined;
  const verdict = accountMeans(view, account);
  return verdict.can === 'yes' ? undefined : pamClosed(verdict);
}

function pamClosed(verdict: Exclude<PamVerdict, { can: 'yes' }>): Means {
  return verdict.can === 'no' ? no(verdict.cause, verdict.why) : unsure(verdict.why);
}

function switched(setting: Value, keyword: string): Means | undefined {
  if (setting.value === 'unknown') return unsure(`${keyword}${at(setting)} depends on where the login comes from`);
  return setting.value.toLowerCase() === 'yes' ? undefined : no('L4', `${keyword} ${setting.value}${at(setting)}`);
}

function at({ place }: Value): string {
  return place === '' ? '' : ` at ${place}`;
}
