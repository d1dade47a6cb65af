// What lets an account in with less than is demanded: a list of methods, or the PAM service behind it.
import { causes, type RefusalId } from '../causes/causes.ts';
import type { Factor } from '../policies/factor.ts';
import type { Means } from './means.ts';

/** Factors that are demanded together; of several such lists any one is enough. */
export type Demanded = readonly (readonly Factor[])[];

/** What two factors are where no policy says it. */
export const keyAndCode: Demanded = [['key', 'code']];

/**
 * Less than is demanded gets somebody in, or may where that is not `sure`. `pam`: the PAM service is asked, and asks for too little;
 * the cause is then that of the service as a whole.
 */
export type Gap = Opening & ({ readonly by: 'pam' } | { readonly by: 'sshd'; readonly cause: RefusalId });

interface Opening {
  /** What is shown; nothing where it is not known what it takes. */
  readonly factors: readonly Factor[];
  readonly sure: boolean;
  /** What decides, for a reader: a line, or why it cannot be told. */
  readonly line: string;
}

/** The list of an account, and what it takes. */
export interface ListMeans {
  readonly list: string;
  readonly means: Means;
}

/** What is wrong about the lists that hold for an account: the widest gap of all, and the widest of those that are not sure. */
export interface Gaps {
  readonly widest: Gap | undefined;
  readonly doubt: Gap | undefined;
}

/** The gaps among the lists that hold for an account; `decided` names the line that they stand in, empty for the default. */
export function gapsIn(ways: readonly ListMeans[], demanded: Demanded, decided: string, place: string): Gaps {
  const found = ways.flatMap(({ list, means }): Gap[] => {
    if (means.can === 'no' || isEnough(means.factors, demanded)) return [];
    const { factors, why } = means;
    const sure = means.can === 'yes';
    const byPam = list.includes('keyboard-interactive') && !factors.includes('code');
    if (byPam) return [{ factors, sure, by: 'pam', line: sure ? (means.line ?? why) : why }];
    return [{ factors, sure, by: 'sshd', line: sure ? decided : `${decided}: ${why}`, cause: causeOf(ways, place) }];
  });
  const [widest] = found.sort(
    (one, other) => Number(other.sure) - Number(one.sure) || one.factors.length - other.factors.length,
  );
  return { widest, doubt: found.find(({ sure }) => !sure) };
}

function isEnough(factors: readonly Factor[], demanded: Demanded): boolean {
  return demanded.some((together) => together.every((factor) => factors.includes(factor)));
}

function causeOf(ways: readonly ListMeans[], place: string): RefusalId {
  if (place === '') return causes.noMethods;
  if (ways.length === 1) return causes.otherLineWins;
  return ways.some(({ list }) => list.includes(',')) ? causes.weakerList : causes.blankForComma;
}
