// What gets one account in on one host: every list of AuthenticationMethods against the means that the account has.
import { causes, type LockOutId } from '../causes/causes.ts';
import type { Account } from '../facts/accounts.ts';
import { gapsIn, keyAndCode, type Demanded, type Gap } from './gap.ts';
import { listMeans, type Login, type Means } from './means.ts';
import type { Value } from './setting-values.ts';
import type { AccountSettings } from './settings.ts';
import { wayName, type WayIn } from '../plan/access-verdict.ts';

/**
 * A way in and what decides it; `cause` is there where it leads nowhere or nobody can tell, `place` is empty for a default. `differs`: sshd
 * itself says something else than we read. `gap` is there where less than is demanded gets the account in, or may; `doubt` is the widest of what may.
 */
export interface Way {
  readonly way: WayIn;
  readonly reason: string;
  readonly place: string;
  readonly cause: LockOutId | undefined;
  readonly differs: boolean;
  readonly gap: Gap | undefined;
  readonly doubt: Gap | undefined;
}

/** The least that gets the account in, with the settings that hold for it. */
export function wayIn(login: Login, demanded: Demanded = keyAndCode): Way {
  const { account, settings } = login;
  const early = decidedEarly(account, settings);
  if (early !== undefined) return early;
  const { methods, admission } = settings;
  const decided = methodsText(methods);
  const ways = listsOf(settings).map((list) => ({ list, means: listMeans(list, login) }));
  const { widest: gap, doubt } = gapsIn(ways, demanded, decided, methods.place);
  if (admission.allowed === 'yes') {
    const found = ways.map(({ means }) => means);
    return { ...best(found, decided, methods.place), differs: false, gap, doubt };
  }
  const { by, place } = admission;
  return {
    way: 'unknown',
    reason: `${by} at ${place} depends${open}`,
    place,
    cause: causes.lostFromElsewhere,
    differs: false,
    gap,
    doubt,
  };
}

/** What decides before any list of AuthenticationMethods counts; undefined where nothing does. */
export function decidedEarly(account: Account, settings: AccountSettings): Way | undefined {
  const { methods, permitRoot, differs, admission, otherPamService } = settings;
  if (differs !== undefined) return { ...unknownWay(differs, '', causes.cannotTell), differs: true };
  if (admission.allowed === 'no')
    return refusedWay(`${admission.by} at ${admission.place}`, admission.place, causes.notAllowed);
  if (methods.value === 'unknown')
    return unknownWay(`${methodsText(methods)} depend${open}`, methods.place, causes.lostFromElsewhere);
  if (otherPamService !== undefined) {
    const { value, place } = otherPamService;
    return unknownWay(`PAMServiceName ${value} at ${place}: that PAM service was not read`, place, causes.cannotTell);
  }
  if (account.uid !== 0 || permitRoot.value !== 'no') return undefined;
  const where = permitRoot.place === '' ? '' : ` at ${permitRoot.place}`;
  return refusedWay(`PermitRootLogin no${where}`, permitRoot.place, causes.rootLimited);
}

/** The lists of which one is enough; each method alone where none are set, of the rarer ones those that may be on. */
export function listsOf({ methods, hostbased, gssapi }: AccountSettings): readonly string[] {
  if (methods.value !== 'any') return methods.value.split(' ');
  const rarer = [
    { method: 'hostbased', setting: hostbased },
    { method: 'gssapi-with-mic', setting: gssapi },
  ];
  const on = rarer.filter(({ setting }) => setting.value.toLowerCase() !== 'no');
  return ['publickey', 'keyboard-interactive', 'password', ...on.map(({ method }) => method)];
}

function methodsText({ place }: Value): string {
  return place === '' ? 'no AuthenticationMethods are set' : `AuthenticationMethods at ${place}`;
}

const open = ' on where the login comes from';

function refusedWay(reason: string, place: string, cause: LockOutId): Way {
  return { way: 'refused', reason, place, cause, differs: false, gap: undefined, doubt: undefined };
}

/** What may be the case is not known: anything may do. */
function unknownWay(reason: string, place: string, cause: LockOutId): Way {
  const gap: Gap = { factors: [], sure: false, by: 'sshd', line: reason, cause: causes.cannotTell };
  return { way: 'unknown', reason, place, cause, differs: false, gap, doubt: gap };
}

function best(ways: readonly Means[], decided: string, place: string): Omit<Way, 'differs' | 'gap' | 'doubt'> {
  const yes = ways.flatMap((way) => (way.can === 'yes' ? [way] : []));
  const least = yes.sort((one, other) => one.factors.length - other.factors.length)[0];
  if (least?.factors.length === 0) return { way: 'unknown', reason: least.why, place, cause: undefined };
  if (least !== undefined) return { way: wayName(least.factors), reason: decided, place, cause: undefined };
  const maybe = ways.find((way) => way.can === 'unknown');
  const of = (means: Means | undefined): string => means?.by?.place ?? place;
  if (maybe !== undefined) return { way: 'unknown', reason: maybe.why, place: of(maybe), cause: causes.cannotTell };
  const closed = ways.find((way) => way.can === 'no');
  return { way: 'refused', reason: closed?.why ?? decided, place: of(closed), cause: closed?.cause };
}
