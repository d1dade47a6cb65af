// The account matrix: how each account gets in today from each origin, and whether a second factor stands in the way.
import type { Gap } from '../access/gap.ts';
import { accessRequests } from '../access/host-view.ts';
import { predictEverybody, type Prediction } from '../access/predict.ts';
import type { OriginVerdict, WayIn } from '../plan/access-verdict.ts';
import { accounts } from '../facts/accounts.ts';
import type { Fact, Facts } from '../facts/fact.ts';
import { effectiveForAnybody, sshdEffective } from '../facts/sshd-effective.ts';
import { sshdDaemon, type SshdDaemon } from '../facts/sshd-daemon.ts';
import { sshdFiles } from '../facts/sshd-files.ts';
import { globalSetting, placeText, walkSshdConfig, type Setting } from '../formats/sshd-walk.ts';
import { methodsAskForCode, isNarrow } from './exemption.ts';
import type { Origin } from '../plan/origin.ts';

/**
 * `protected`: a one-time code and another factor, from everywhere. `exempt`: less, by a Match block that names whom, where everybody
 * else is asked for a code. `unprotected`: less from somewhere. `refused`: no way in from anywhere.
 */
export const protections = ['unprotected', 'unknown', 'exempt', 'protected', 'refused'] as const;
export type Protection = (typeof protections)[number];

/** How one account gets in from one origin. `place` is the line that decides, empty for a default. */
export interface OriginWay {
  readonly origin: Origin;
  readonly way: WayIn;
  readonly protection: Protection;
  readonly reason: string;
  readonly place: string;
}

/** One account. `weakest` is the origin that decides what is said of the whole account. */
export interface AccountRow {
  readonly account: string;
  readonly protection: Protection;
  readonly weakest: OriginWay;
  readonly ways: readonly OriginWay[];
  /** The last day of an exemption that a baseline accepts: `2027-01-31`. */
  readonly exemptUntil?: string | undefined;
}

/** Predictions: the model's word from what stands on disk. `unlisted` are services that may know more accounts than these. */
export type AccountMatrix =
  | { readonly known: true; readonly rows: readonly AccountRow[]; readonly unlisted: readonly string[] }
  | { readonly known: false; readonly reason: string };

/** What the matrix is made of. */
export const matrixFacts: readonly Fact<unknown>[] = [...accessRequests([]).map(({ fact }) => fact), sshdDaemon];

/** The matrix of one host; not known where the host did not show all of its configuration. */
export function accountMatrix(facts: Facts, unanswered: ReadonlySet<string>, managingAccount: string): AccountMatrix {
  const missing = matrixFacts.filter(({ name }) => unanswered.has(name)).map(({ name }) => name);
  if (missing.length > 0) return unseen(`the host gave no usable answer to the probes for ${missing.join(', ')}`);
  const { main, files } = facts.get(sshdFiles);
  const unread = files.filter(({ text }) => text === undefined).map(({ path }) => path);
  if (unread.length > 0) return unseen(`not readable: ${unread.join(', ')}`);
  const asked = effectiveForAnybody(facts.get(sshdEffective));
  if (!asked.known) return unseen(`sshd did not tell its configuration: ${asked.problem.trim()}`);
  const settings = walkSshdConfig(new Map(files.map(({ path, text = '' }) => [path, text])), main);
  const predictions = predictEverybody({ facts, changes: [], managingAccount });
  const { unlisted } = facts.get(accounts);
  const rows = predictions
    .flatMap((prediction) => rowOf(prediction, settings, managingAccount) ?? [])
    .map((row) => besides(row, facts.get(sshdDaemon).others));
  return { known: true, rows, unlisted };
}

function unseen(reason: string): AccountMatrix {
  return { known: false, reason };
}

function rowOf(
  { account, origins, doubts, originsLeftOut }: Prediction,
  settings: readonly Setting[],
  managingAccount: string,
): AccountRow | undefined {
  const own = account === managingAccount;
  const ways = origins
    .map((verdict) => (own ? believable(verdict) : verdict))
    .map((verdict) => {
      const doubt = doubts.find(({ origin }) => origin === verdict.origin)?.gap;
      return wayOf(verdict, doubt, settings);
    })
    .map((way) => (originsLeftOut === 0 ? way : withoutAll(way, originsLeftOut)));
  return judgedBy(account, ways);
}

function judgedBy(account: string, ways: readonly OriginWay[]): AccountRow | undefined {
  const order = (one: OriginWay): number => protections.indexOf(one.protection);
  const [weakest] = [...ways].sort((one, other) => order(one) - order(other));
  return weakest && { account, protection: weakest.protection, weakest, ways };
}

/** Another daemon lets in by rules of its own, which nobody has read. What is wrong stays wrong. */
function besides(row: AccountRow, [other]: SshdDaemon['others']): AccountRow {
  if (other === undefined) return row;
  const ways = row.ways.map((way): OriginWay => {
    if (way.protection !== 'protected' && way.protection !== 'refused') return way;
    const reason = `another SSH daemon (process ${other.pid}) may let in otherwise; by this one ${way.way}: ${way.reason}`;
    return { ...way, reason, protection: 'unknown' };
  });
  return judgedBy(row.account, ways) ?? row;
}

/** From somewhere that was not looked at less may let in. What is wrong stays wrong. */
function withoutAll(way: OriginWay, leftOut: number): OriginWay {
  if (way.protection === 'unprotected' || way.protection === 'unknown') return way;
  const reason = `${leftOut} more rules by origin were not looked at; ${way.way} by ${way.reason}`;
  return { ...way, reason, protection: 'unknown' };
}

/** We are logged in: a host that says nobody lets us in from here lies, or changed since. */
function believable(verdict: OriginVerdict): OriginVerdict {
  if (verdict.origin.kind !== 'controller' || verdict.after !== 'refused') return verdict;
  return {
    ...verdict,
    after: 'unknown',
    reason: `refused by what stands on disk, and logged in just now: ${verdict.reason}`,
  };
}

/** `doubt` is what may let in with less than the verdict says. */
function wayOf(verdict: OriginVerdict, doubt: Gap | undefined, settings: readonly Setting[]): OriginWay {
  const { origin, after: way, reason, place } = verdict;
  const protection = protectionOf(way, place, settings);
  if (protection !== 'protected' || doubt === undefined) return { origin, way, reason, place, protection };
  return { origin, way, reason: doubt.line, place, protection: 'unknown' };
}

function protectionOf(way: WayIn, place: string, settings: readonly Setting[]): Protection {
  if (way === 'refused' || way === 'unknown') return way;
  if (way.includes('code') && way !== 'code') return 'protected';
  const deciding = settings.find((setting) => setting.keyword === methods && placeText(setting) === place);
  const usual = globalSetting(settings, [methods]);
  const isExempt = deciding !== undefined && isNarrow(deciding) && usual !== undefined && methodsAskForCode(usual);
  return isExempt ? 'exempt' : 'unprotected';
}

const methods = 'authenticationmethods';
