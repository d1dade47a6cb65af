// What gets one account in on one host: every list of AuthenticationMethods against the means that the account has.
import type { Account } from '../facts/accounts.ts';
import type { HostView } from './host-view.ts';
import type { PamVerdict } from './pam/login.ts';
import { accountMeans, pamMeans } from './pam/means.ts';
import type { Conversation } from './pam/question.ts';
import type { AccountSettings, Value } from './settings.ts';
import type { WayIn } from './verdict.ts';
import { accountWithoutPam, passwordWithoutPam } from './without-pam.ts';

/** A way in and what decides it; `cause` is a catalogue id where it leads nowhere, `place` is empty for a default. */
export interface Way {
  readonly way: WayIn;
  readonly reason: string;
  readonly place: string;
  readonly cause: string;
}

type Factor = 'key' | 'password' | 'code';

/** What one list of AuthenticationMethods comes to. `by` is the setting that decides, where it is another one than that. */
export type Means =
  | { readonly can: 'yes' | 'unknown'; readonly factors: readonly Factor[]; readonly why: string; readonly by?: Value }
  | { readonly can: 'no'; readonly why: string; readonly cause: string; readonly by?: Value };

const no = (cause: string, why: string, by?: Value): Means => ({ can: 'no', cause, why, ...(by && { by }) });
const unsure = (why: string, by?: Value): Means => ({ can: 'unknown', factors: [], why, ...(by && { by }) });

/** The least that gets the account in, with the settings that hold for it. */
export function wayIn(view: HostView, account: Account, settings: AccountSettings): Way {
  const early = decidedEarly(account, settings);
  if (early !== undefined) return early;
  const { methods } = settings;
  const ways = listsOf(methods).map((list) => listMeans(list, view, account, settings));
  return best(ways, methodsText(methods), methods.place);
}

/** What decides before any list of AuthenticationMethods counts; undefined where nothing does. */
export function decidedEarly(account: Account, settings: AccountSettings): Way | undefined {
  const { methods, permitRoot, differs } = settings;
  if (differs !== undefined) return { way: 'unknown', reason: differs, place: '', cause: 'differs' };
  const kept = keptOut(settings);
  if (kept !== undefined) return kept;
  const { place } = methods;
  if (methods.value === 'unknown')
    return { way: 'unknown', reason: `${methodsText(methods)} depend${open}`, place, cause: 'origin' };
  if (account.uid === 0 && permitRoot.value === 'no') {
    return { way: 'refused', reason: `PermitRootLogin no${at(permitRoot)}`, place: permitRoot.place, cause: 'L5' };
  }
  return undefined;
}

/** The lists of which one is enough; each method alone where none are set. */
export function listsOf({ value }: Value): readonly string[] {
  return value === 'any' ? ['publickey', 'keyboard-interactive', 'password'] : value.split(' ');
}

function methodsText({ place }: Value): string {
  return place === '' ? 'no AuthenticationMethods are set' : `AuthenticationMethods at ${place}`;
}

const open = ' on where the login comes from';

function keptOut({ admission }: AccountSettings): Way | undefined {
  if (admission.allowed === 'yes') return undefined;
  const { by, place } = admission;
  const reason = `${by} at ${place}`;
  if (admission.allowed === 'no') return { way: 'refused', reason, place, cause: 'allow' };
  return { way: 'unknown', reason: `${reason} depends${open}`, place, cause: 'origin' };
}

function best(ways: readonly Means[], decided: string, place: string): Way {
  const yes = ways.flatMap((way) => (way.can === 'yes' ? [way] : []));
  const least = yes.sort((one, other) => one.factors.length - other.factors.length)[0];
  if (least?.factors.length === 0) return { way: 'unknown', reason: least.why, place, cause: '' };
  if (least !== undefined) return { way: wayName(least.factors), reason: decided, place, cause: '' };
  const maybe = ways.find((way) => way.can === 'unknown');
  const of = (means: Means | undefined): string => means?.by?.place ?? place;
  if (maybe !== undefined) return { way: 'unknown', reason: maybe.why, place: of(maybe), cause: 'unknown' };
  const closed = ways.find((way) => way.can === 'no');
  return { way: 'refused', reason: closed?.why ?? decided, place: of(closed), cause: closed?.cause ?? '' };
}

/** These factors, as a way in. */
export function wayName(factors: readonly Factor[]): WayIn {
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

/** What one list comes to for the account. */
export function listMeans(list: string, view: HostView, account: Account, settings: AccountSettings): Means {
  const methods = list.split(',');
  const means = methods.map((method) => methodMeans(method, view, account, settings));
  const closed = means.find((one) => one.can === 'no');
  if (closed !== undefined) return closed;
  const barred = barredAnyway(view, account, settings);
  if (barred?.can === 'no') return barred;
  if (methods.filter(isPublickey).length > 1)
    return unsure(`"${list}" takes different keys, and how many it has is not known`);
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
  if (account.uid === 0) {
    const limit = rootMeans(name ?? '', settings);
    if (limit !== undefined) return limit;
  }
  if (name === 'publickey') return keyMeans(account, settings);
  if (name === 'password')
    return switched(settings.password, 'PasswordAuthentication') ?? passwordMeans(view, account, settings);
  if (name === 'keyboard-interactive') {
    return (
      switched(settings.kbdint, 'KbdInteractiveAuthentication') ??
      switched(settings.usePam, 'UsePAM') ??
      stackMeans(view, account, 'prompts')
    );
  }
  return unsure(`"${name ?? method}" is not modelled`);
}

/** What PermitRootLogin has against a method of root's (auth.c, auth_root_allowed). */
function rootMeans(method: string, { permitRoot }: AccountSettings): Means | undefined {
  const { value } = permitRoot;
  const decided = `PermitRootLogin ${value}${at(permitRoot)}`;
  if (value === 'unknown') return unsure(`PermitRootLogin${at(permitRoot)} depends${open}`, permitRoot);
  if (value === 'yes') return undefined;
  if (method !== 'publickey') return no('L5', `${decided} lets root in with a key only`, permitRoot);
  if (value !== 'forced-commands-only') return undefined;
  return unsure(`${decided} takes keys with a command of their own only`, permitRoot);
}

/** Where the keys are that the fact tells about. */
const usualKeys: readonly string[] = ['', '%h/'].flatMap((home) =>
  ['.ssh/authorized_keys', '.ssh/authorized_keys2'].map((file) => `${home}${file}`),
);

function keyMeans({ authorizedKeys }: Account, { pubkey, keysFile, keysCommand }: AccountSettings): Means {
  const off = switched(pubkey, 'PubkeyAuthentication');
  if (off !== undefined) return off;
  const places = keysFile.value.toLowerCase() === 'none' ? [] : keysFile.value.split(' ');
  if (authorizedKeys === 'present' && places.some((place) => usualKeys.includes(place))) {
    return { can: 'yes', factors: ['key'], why: '' };
  }
  if (keysFile.value !== 'unknown' && keysCommand.value.toLowerCase() === 'none') {
    if (places.length === 0) return no('L9', `AuthorizedKeysFile none${at(keysFile)}`, keysFile);
    const isUsual = places.every((place) => usualKeys.includes(place));
    if (authorizedKeys === 'absent' && isUsual) return no('L9', 'it has no authorized_keys');
  }
  return unsure('where its keys are is not known');
}

/** The method "password": PAM is asked, or sshd looks itself. */
function passwordMeans(view: HostView, account: Account, settings: AccountSettings): Means {
  if (usesPam(settings)) return stackMeans(view, account, 'one-password');
  const verdict = passwordWithoutPam(view, account);
  return verdict.can === 'yes' ? { can: 'yes', factors: verdict.factors, why: '' } : pamClosed(verdict);
}

/** What the PAM service asks of the account. */
function stackMeans(view: HostView, account: Account, conversation: Conversation): Means {
  const verdict = pamMeans(view, account, conversation);
  if (verdict.can !== 'yes') return pamClosed(verdict);
  const why = `the PAM service lets it in with nothing, not even a password (${verdict.place})`;
  return { can: 'yes', factors: verdict.factors, why };
}

/** What keeps the account out whatever it shows: sshd asks PAM about every account, those that came with a key included. */
function barredAnyway(view: HostView, account: Account, settings: AccountSettings): Means | undefined {
  const verdict = usesPam(settings) ? accountMeans(view, account) : accountWithoutPam(view, account);
  return verdict.can === 'yes' ? undefined : pamClosed(verdict);
}

function usesPam({ usePam }: AccountSettings): boolean {
  return usePam.value.toLowerCase() !== 'no';
}

function isPublickey(method: string): boolean {
  return method.split(':')[0] === 'publickey';
}

function pamClosed(verdict: Exclude<PamVerdict, { can: 'yes' }>): Means {
  return verdict.can === 'no' ? no(verdict.cause, verdict.why) : unsure(verdict.why);
}

function switched(setting: Value, keyword: string): Means | undefined {
  if (setting.value === 'unknown') return unsure(`${keyword}${at(setting)} depends${open}`, setting);
  const isOn = setting.value.toLowerCase() === 'yes';
  return isOn ? undefined : no('L4', `${keyword} ${setting.value}${at(setting)}`, setting);
}

function at({ place }: Value): string {
  return place === '' ? '' : ` at ${place}`;
}
