// What gets one account in on one host: every list of AuthenticationMethods against the means that the account has.
import type { Account } from '../facts/accounts.ts';
import { gapsIn, type Gap } from './gap.ts';
import type { HostView } from './host-view.ts';
import { listMeans, type Factor, type Means } from './means.ts';
import type { AccountSettings, Value } from './settings.ts';
import type { WayIn } from '../plan/access-verdict.ts';

/**
 * A way in and what decides it; `cause` is a catalogue id where it leads nowhere, `place` is empty for a default. `gap` is there where
 * less than a key and a code gets the account in, or may; `doubt` is the widest of what may.
 */
export interface Way {
  readonly way: WayIn;
  readonly reason: string;
  readonly place: string;
  readonly cause: string;
  readonly gap: Gap | undefined;
  readonly doubt: Gap | undefined;
}

/** The least that gets the account in, with the settings that hold for it. */
export function wayIn(view: HostView, account: Account, settings: AccountSettings): Way {
  const early = decidedEarly(account, settings);
  if (early !== undefined) return early;
  const { methods, admission } = settings;
  const decided = methodsText(methods);
  const ways = listsOf(settings).map((list) => ({ list, means: listMeans(list, view, account, settings) }));
  const { widest: gap, doubt } = gapsIn(ways, decided, methods.place);
  if (admission.allowed === 'yes') {
    const found = ways.map(({ means }) => means);
    return { ...best(found, decided, methods.place), gap, doubt };
  }
  const { by, place } = admission;
  return { way: 'unknown', reason: `${by} at ${place} depends${open}`, place, cause: 'origin', gap, doubt };
}

/** What decides before any list of AuthenticationMethods counts; undefined where nothing does. */
export function decidedEarly(account: Account, settings: AccountSettings): Way | undefined {
  const { methods, permitRoot, differs, admission } = settings;
  if (differs !== undefined) return unknownWay(differs, '', 'differs');
  if (admission.allowed === 'no') return refusedWay(`${admission.by} at ${admission.place}`, admission.place, 'allow');
  if (methods.value === 'unknown') return unknownWay(`${methodsText(methods)} depend${open}`, methods.place, 'origin');
  if (account.uid !== 0 || permitRoot.value !== 'no') return undefined;
  const where = permitRoot.place === '' ? '' : ` at ${permitRoot.place}`;
  return refusedWay(`PermitRootLogin no${where}`, permitRoot.place, 'L5');
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

function refusedWay(reason: string, place: string, cause: string): Way {
  return { way: 'refused', reason, place, cause, gap: undefined, doubt: undefined };
}

/** Nobody knows, so that anything may do. */
function unknownWay(reason: string, place: string, cause: string): Way {
  const gap: Gap = { factors: [], sure: false, by: 'sshd', line: reason, cause: 'unknown' };
  return { way: 'unknown', reason, place, cause, gap, doubt: gap };
}

function best(ways: readonly Means[], decided: string, place: string): Omit<Way, 'gap' | 'doubt'> {
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
