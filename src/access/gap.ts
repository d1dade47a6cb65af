// What lets an account in with less than a key and a code: a list of methods, or the PAM service behind it.
import type { Factor, Means } from './means.ts';

/** Less than a key and a code gets somebody in, or may where that is not `sure`. */
export interface Gap {
  /** What is shown; nothing where nobody knows what it takes. */
  readonly factors: readonly Factor[];
  readonly sure: boolean;
  /** `pam`: its service is asked, and asks for too little. */
  readonly by: 'sshd' | 'pam';
  /** What decides, for a reader: a line, or why it cannot be told. */
  readonly line: string;
  /** A catalogue id; that of the PAM service's is empty, since what is wrong with it shows in the service as a whole. */
  readonly cause: string;
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
export function gapsIn(ways: readonly ListMeans[], decided: string, place: string): Gaps {
  const found = ways.flatMap(({ list, means }): Gap[] => {
    if (means.can === 'no' || isEnough(means.factors)) return [];
    const { factors, why } = means;
    const sure = means.can === 'yes';
    const byPam = list.includes('keyboard-interactive') && !factors.includes('code');
    if (byPam) return [{ factors, sure, by: 'pam', line: sure ? (means.line ?? why) : why, cause: '' }];
    return [{ factors, sure, by: 'sshd', line: sure ? decided : `${decided}: ${why}`, cause: causeOf(ways, place) }];
  });
  const [widest] = found.sort(
    (one, other) => Number(other.sure) - Number(one.sure) || one.factors.length - other.factors.length,
  );
  return { widest, doubt: found.find(({ sure }) => !sure) };
}

function isEnough(factors: readonly Factor[]): boolean {
  return factors.includes('key') && factors.includes('code');
}

function causeOf(ways: readonly ListMeans[], place: string): string {
  if (place === '') return 'N2';
  if (ways.length === 1) return 'N8';
  return ways.some(({ list }) => list.includes(',')) ? 'N4' : 'N3';
}
