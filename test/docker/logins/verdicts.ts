// What the model says of accounts that come from somewhere, the logins that show whether it is so, and where it is not.
import { originText } from '../../../src/access/origin.ts';
import type { WayIn } from '../../../src/plan/access-verdict.ts';
import { pick } from '../access/configurations.ts';
import type { Draw } from '../access/pairs.ts';
import { arrival, type Attempt, type Factor, type Outcome } from './attempts.ts';
import { names } from './people.ts';
import type { Origin } from '../../../src/plan/origin.ts';

/** What is said of one account. */
export interface Told {
  readonly account: string;
  readonly ways: readonly Omit<Verdict, 'account'>[];
}

/** One account from one origin, as the host is. */
export interface Verdict {
  readonly account: string;
  readonly origin: Origin;
  readonly way: WayIn;
  readonly reason: string;
}

/** A login, and whether the model says that it goes through. */
export interface Tried {
  readonly verdict: Verdict;
  readonly attempt: Attempt;
  readonly expected: 'in' | 'out';
}

/** So many of all verdicts, of different accounts, and all from origins from which somebody can really come at the same time. */
export function chosenVerdicts(told: readonly Told[], count: number, draw: Draw): readonly Verdict[] {
  const origins = (told[0]?.ways ?? []).map(({ origin }) => origin).filter(({ address }) => address !== undefined);
  const chosen: Verdict[] = [];
  const accounts = [...names];
  const verdictOf = (account: string, origin: Origin): Verdict => {
    const found = told.find((one) => one.account === account)?.ways.find((one) => one.origin === origin);
    // Who is not told of cannot log in from anywhere.
    return { account, origin, way: found?.way ?? 'refused', reason: found?.reason ?? 'not told of' };
  };
  while (chosen.length < count) {
    // An address has one name at a time.
    const free = origins.filter(
      (origin) => !chosen.some(({ origin: other }) => other.address === origin.address && other.host !== origin.host),
    );
    const all = accounts.flatMap((account) => free.map((origin) => verdictOf(account, origin)));
    const wayIn = all.filter(({ way }) => way !== 'refused' && way !== 'unknown');
    // Most verdicts of a configuration are often refusals.
    const next = pick(draw, wayIn.length > 0 && draw(4) > 0 ? wayIn : all);
    chosen.push(next);
    accounts.splice(accounts.indexOf(next.account), 1);
  }
  return chosen;
}

/** The addresses that the host must have for these to come about, without those that it has anyway. */
export function addressesOf(verdicts: readonly Verdict[], own: string): readonly string[] {
  const ends = verdicts
    .filter(({ origin }) => origin.kind !== 'controller')
    .flatMap(({ origin }) => [origin.address ?? '', arrival(origin)]);
  return ends.filter((address) => address !== own && !address.startsWith('127.'));
}

/** The login with what the model names, and one with less; where it names nothing, with everything. */
export function attemptsFor(verdict: Verdict, draw: Draw): readonly Tried[] {
  const { account, origin, way } = verdict;
  if (way === 'unknown') return [];
  const tried = (factors: readonly Factor[], expected: Tried['expected']): Tried => {
    return { verdict, attempt: { account, origin, factors }, expected };
  };
  if (way === 'refused') return everything.map((factors) => tried(factors, 'out'));
  const own = way.split('+') as Factor[];
  return [tried(own, 'in'), tried(pick(draw, smaller(own.length)), 'out')];
}

// A password and a code cannot both be the one word that the method "password" asks for.
const everything: readonly (readonly Factor[])[] = [
  ['key', 'password', 'code'],
  ['key', 'code'],
];

/** All that is less than so many factors by one: the model names the least with which somebody gets in. */
function smaller(count: number): readonly (readonly Factor[])[] {
  const factors = ['key', 'password', 'code'] as const;
  if (count === 1) return [[]];
  if (count === 2) return factors.map((factor) => [factor]);
  return factors.map((left) => factors.filter((factor) => factor !== left));
}

/** What the model said and what was seen, where they differ. */
export function disagreement({ verdict, attempt, expected }: Tried, outcome: Outcome | undefined): string | undefined {
  if (outcome?.was === expected) return undefined;
  const { account, origin, way, reason } = verdict;
  const tried = `tried with ${attempt.factors.join('+') || 'nothing'}, ${outcome?.was ?? 'not'}: ${outcome?.said ?? ''}`;
  return `${account} from ${originText(origin)}: ${way} (${reason}); ${tried}`;
}
