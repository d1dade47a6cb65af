// What each list of AuthenticationMethods asks of one account on one host, and whether the account has it.
import { causes, type LockOutId } from '../causes/causes.ts';
import type { Account } from '../facts/accounts.ts';
import type { Peer } from '../formats/sshd-match.ts';
import type { HostView } from './host-view.ts';
import type { PamVerdict } from './pam/login.ts';
import { keyMeans } from './key-means.ts';
import type { Factor } from '../policies/factor.ts';
import { accountMeans, pamMeans } from './pam/means.ts';
import type { Conversation } from './pam/question.ts';
import type { Value } from './setting-values.ts';
import type { AccountSettings } from './settings.ts';
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

/**
 * A login that is asked about: whose, what sshd's settings are for it, and where it comes from. `decoyKey`: a rehearsal has a key of its own,
 * which is good from anywhere.
 */
export interface Login {
  readonly view: HostView;
  readonly account: Account;
  readonly settings: AccountSettings;
  readonly peer: Peer;
  readonly decoyKey?: boolean;
}

/** What one list takes: all of its methods, and what the account part of PAM has to say. */
export function listMeans(list: string, login: Login): Means {
  const methods = list.split(',').map((method) => method.split(':')[0] ?? '');
  const keys = methods.filter((method) => method === 'publickey').length;
  const means = methods.map((method) => methodMeans(method, login, keys));
  const closed = means.find((one) => one.can === 'no');
  if (closed !== undefined) return closed;
  const barred = barredAnyway(login);
  if (barred?.can === 'no') return barred;
  const maybe = means.find((one) => one.can === 'unknown') ?? barred;
  const open = means.flatMap((one) => (one.can === 'no' ? [] : [one]));
  const line = open.find((one) => one.line !== undefined)?.line;
  const all = { factors: open.flatMap(({ factors }) => factors), ...(line !== undefined && { line }) };
  return maybe === undefined ? { can: 'yes', why: open[0]?.why ?? '', ...all } : { ...maybe, ...all };
}

/** `keys` are asked for one after another by the list that the method is of. */
function methodMeans(method: string, login: Login, keys: number): Means {
  const { view, account, settings } = login;
  const limit = account.uid === 0 ? rootLimit(method, settings) : undefined;
  const perhaps = (): Means => unsure(`whether "${method}" lets it in is not known`, []);
  switch (method) {
    case 'publickey':
      return within(limit ?? switched(settings.pubkey, 'PubkeyAuthentication'), () => publicKeyMeans(login, keys));
    case 'password': {
      const off = limit ?? switched(settings.password, 'PasswordAuthentication');
      return within(off, () => passwordMeans(login));
    }
    case 'keyboard-interactive': {
      const off =
        limit ?? switched(settings.kbdint, 'KbdInteractiveAuthentication') ?? switched(settings.usePam, 'UsePAM');
      return within(off, () => stackMeans(login, 'prompts'));
    }
    case 'hostbased':
      return within(limit ?? switched(settings.hostbased, 'HostbasedAuthentication'), perhaps);
    case 'gssapi-with-mic': {
      const off = limit ?? switched(settings.gssapi, 'GSSAPIAuthentication');
      return within(off, () => (view.keytab === 'absent' ? noKeytab(settings) : perhaps()));
    }
    default:
      return within(limit, perhaps);
  }
}

/** Without a key of its own the host is no service that Kerberos knows. */
function noKeytab({ gssapi }: AccountSettings): Means {
  return no(causes.methodOff, `GSSAPIAuthentication ${gssapi.value}${at(gssapi)}, and the host has no keytab`, gssapi);
}

/** What a method takes where something else may keep it from being used at all. */
function within(limit: Means | undefined, means: () => Means): Means {
  if (limit?.can === 'no') return limit;
  const inside = means();
  return limit === undefined || inside.can === 'no' ? inside : { ...limit, factors: inside.factors };
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
  // Which keys those are is looked at with the keys.
  if (value !== 'forced-commands-only' || method === 'publickey') return undefined;
  return no(causes.rootLimited, `${decided} lets root in with a key only`, permitRoot);
}

function publicKeyMeans({ view, account, settings, peer, decoyKey }: Login, count: number): Means {
  const onlyCommands = account.uid === 0 && settings.permitRoot.value === 'forced-commands-only';
  const means = keyMeans(view.keys, account, settings, {
    ...{ peer: decoyKey === true ? undefined : peer },
    ...{ onlyCommands, count },
  });
  if (means.can === 'yes') return { can: 'yes', factors: ['key'], why: '' };
  return means.can === 'no' ? no(causes.noKey, means.why, means.by) : unsure(means.why, ['key']);
}

/** The method "password": PAM is asked, or sshd looks itself. */
function passwordMeans(login: Login): Means {
  const { view, account, settings } = login;
  if (usesPam(settings)) return stackMeans(login, 'one-password');
  const verdict = passwordWithoutPam(view, account);
  return verdict.can === 'yes' ? { can: 'yes', factors: verdict.factors, why: '' } : pamClosed(verdict);
}

/** What the PAM service asks of the account. */
function stackMeans(login: Login, conversation: Conversation): Means {
  const verdict = pamMeans(login, conversation);
  if (verdict.can !== 'yes') return pamClosed(verdict);
  const why = `the PAM service lets it in with nothing, not even a password (${verdict.place})`;
  return { can: 'yes', factors: verdict.factors, why, line: verdict.place };
}

/** What keeps the account out whatever it shows: sshd asks PAM about every account, those that came with a key included. */
function barredAnyway(login: Login): Means | undefined {
  const { view, account, settings } = login;
  const verdict = usesPam(settings) ? accountMeans(login) : accountWithoutPam(view, account);
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
