// What each list of AuthenticationMethods asks of one account on one host, and whether the account has it.
import { causes, type LockOutId } from '../causes/causes.ts';
import type { Account } from '../facts/accounts.ts';
import type { KeyFile } from '../facts/probe/key-files.ts';
import type { HostView } from './host-view.ts';
import type { PamVerdict } from './pam/login.ts';
import { keyFileTrust } from './key-files.ts';
import type { Factor } from '../policies/factor.ts';
import { accountMeans, pamMeans } from './pam/means.ts';
import type { Conversation } from './pam/question.ts';
import type { AccountSettings, Value } from './settings.ts';
import { accountWithoutPam, passwordWithoutPam } from './without-pam.ts';

/**
 * Whether a list, or a method of it, leads in. `factors` is the least that it takes, or may take where that is not known. `by` is the
 * setting that decides, where it is another one than AuthenticationMethods, `line` the one of the PAM service.
 */
export type Means =
  | {
      readonly can: 'yes' | 'unknown';
      readonly factors: readonly Factor[];
      readonly why: string;
      readonly by?: Value;
      readonly line?: string;
    }
  | { readonly can: 'no'; readonly why: string; readonly cause: LockOutId; readonly by?: Value };

const no = (cause: LockOutId, why: string, by?: Value): Means => ({ can: 'no', cause, why, ...(by && { by }) });
const unsure = (why: string, factors: readonly Factor[], by?: Value): Means => ({
  ...{ can: 'unknown', factors, why },
  ...(by && { by }),
});
const on = ' on where the login comes from';

/** What one list takes: all of its methods, and what the account part of PAM has to say. */
export function listMeans(list: string, view: HostView, account: Account, settings: AccountSettings): Means {
  const methods = list.split(',');
  const means = methods.map((method) => methodMeans(method, view, account, settings));
  const closed = means.find((one) => one.can === 'no');
  if (closed !== undefined) return closed;
  const barred = barredAnyway(view, account, settings);
  if (barred?.can === 'no') return barred;
  const maybe = severalKeys(list, methods) ?? means.find((one) => one.can === 'unknown') ?? barred;
  const open = means.flatMap((one) => (one.can === 'no' ? [] : [one]));
  const line = open.find((one) => one.line !== undefined)?.line;
  const all = { factors: open.flatMap(({ factors }) => factors), ...(line !== undefined && { line }) };
  return maybe === undefined ? { can: 'yes', why: open[0]?.why ?? '', ...all } : { ...maybe, ...all };
}

function severalKeys(list: string, methods: readonly string[]): Means | undefined {
  if (methods.filter((method) => method.split(':')[0] === 'publickey').length < 2) return undefined;
  return unsure(`"${list}" takes different keys, and how many it has is not known`, ['key']);
}

function methodMeans(method: string, view: HostView, account: Account, settings: AccountSettings): Means {
  const name = method.split(':')[0] ?? '';
  const limit = account.uid === 0 ? rootLimit(name, settings) : undefined;
  const perhaps = (): Means => unsure(`whether "${name}" lets it in is not known`, []);
  switch (name) {
    case 'publickey':
      return within(limit, () => keyMeans(account, settings));
    case 'password': {
      const off = limit ?? switched(settings.password, 'PasswordAuthentication');
      return within(off, () => passwordMeans(view, account, settings));
    }
    case 'keyboard-interactive': {
      const off =
        limit ?? switched(settings.kbdint, 'KbdInteractiveAuthentication') ?? switched(settings.usePam, 'UsePAM');
      return within(off, () => stackMeans(view, account, 'prompts'));
    }
    case 'hostbased':
      return within(limit ?? switched(settings.hostbased, 'HostbasedAuthentication'), perhaps);
    case 'gssapi-with-mic':
      return within(limit ?? switched(settings.gssapi, 'GSSAPIAuthentication'), perhaps);
    default:
      return within(limit, perhaps);
  }
}

/** What a method takes where something else may keep it from being used at all. */
function within(limit: Means | undefined, means: () => Means): Means {
  if (limit?.can === 'no') return limit;
  const inside = means();
  return limit === undefined ? inside : { ...limit, factors: inside.can === 'no' ? [] : inside.factors };
}

/** What `prohibit-password` lets root use (auth.c). */
const withoutPassword: readonly string[] = ['publickey', 'hostbased', 'gssapi-with-mic'];

/** What PermitRootLogin has against a method of root's (auth.c, auth_root_allowed). */
function rootLimit(method: string, { permitRoot }: AccountSettings): Means | undefined {
  const { value } = permitRoot;
  const decided = `PermitRootLogin ${value}${at(permitRoot)}`;
  if (value === 'unknown') return unsure(`PermitRootLogin${at(permitRoot)} depends${on}`, [], permitRoot);
  if (value === 'yes') return undefined;
  if (!withoutPassword.includes(method))
    return no(causes.rootLimited, `${decided} lets root in with a key only`, permitRoot);
  if (value !== 'forced-commands-only') return undefined;
  if (method !== 'publickey') return no(causes.rootLimited, `${decided} lets root in with a key only`, permitRoot);
  return unsure(`${decided} takes keys with a command of their own only`, ['key'], permitRoot);
}

/** The names under which AuthorizedKeysFile means a file that the facts tell about. */
const usualPlaces: Readonly<Record<string, KeyFile['name'] | undefined>> = Object.fromEntries(
  (['authorized_keys', 'authorized_keys2'] as const).flatMap((name) =>
    ['', '%h/'].map((home) => [`${home}.ssh/${name}`, name]),
  ),
);

function keyMeans(account: Account, settings: AccountSettings): Means {
  const { pubkey, keysFile, keysCommand, strictModes, userCa } = settings;
  const off = switched(pubkey, 'PubkeyAuthentication');
  if (off !== undefined) return within(off, () => unsure('', ['key']));
  const places = keysFile.value.toLowerCase() === 'none' ? [] : keysFile.value.split(' ');
  const files = account.keyFiles.filter(({ name }) => places.some((place) => usualPlaces[place] === name));
  const strict = strictModes.value.toLowerCase() !== 'no';
  const trusts = files.map((file) => keyFileTrust(account, file, strict));
  if (trusts.some(({ taken }) => taken === 'yes')) return { can: 'yes', factors: ['key'], why: '' };
  const isUsual = places.every((place) => usualPlaces[place] !== undefined);
  const isElsewhere =
    !isUsual ||
    keysFile.value === 'unknown' ||
    [keysCommand, userCa].some(({ value }) => value.toLowerCase() !== 'none');
  const isUnseen =
    account.authorizedKeys === 'unknown' || (account.authorizedKeys === 'present' && account.keyFiles.length === 0);
  if (isElsewhere || isUnseen) return unsure('where its keys are is not known', ['key']);
  if (places.length === 0) return no(causes.noKey, `AuthorizedKeysFile none${at(keysFile)}`, keysFile);
  const doubt = trusts.find(({ taken }) => taken === 'perhaps');
  if (doubt !== undefined) return unsure(`whether sshd takes its keys is not known: ${doubt.why}`, ['key']);
  const [refused] = trusts;
  return no(
    causes.noKey,
    refused === undefined ? 'it has no authorized_keys' : `sshd does not take its keys: ${refused.why}`,
  );
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
  return { can: 'yes', factors: verdict.factors, why, line: verdict.place };
}

/** What keeps the account out whatever it shows: sshd asks PAM about every account, those that came with a key included. */
function barredAnyway(view: HostView, account: Account, settings: AccountSettings): Means | undefined {
  const verdict = usesPam(settings) ? accountMeans(view, account) : accountWithoutPam(view, account);
  return verdict.can === 'yes' ? undefined : pamClosed(verdict);
}

function usesPam({ usePam }: AccountSettings): boolean {
  return usePam.value.toLowerCase() !== 'no';
}

function pamClosed(verdict: Exclude<PamVerdict, { can: 'yes' }>): Means {
  return verdict.can === 'no' ? no(verdict.cause, verdict.why) : unsure(verdict.why, verdict.factors);
}

function switched(setting: Value, keyword: string): Means | undefined {
  if (setting.value === 'unknown') return unsure(`${keyword}${at(setting)} depends${on}`, [], setting);
  const isOn = setting.value.toLowerCase() === 'yes';
  return isOn ? undefined : no(causes.methodOff, `${keyword} ${setting.value}${at(setting)}`, setting);
}

function at({ place }: Value): string {
  return place === '' ? '' : ` at ${place}`;
}
