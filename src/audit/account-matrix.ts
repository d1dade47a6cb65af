// The account matrix: how each account gets in today from each origin, and whether a second factor stands in the way.
import { contradictionFacts } from '../access/contradicted.ts';
import type { Gap } from '../access/gap.ts';
import { doorName, isLocal, judgedDoors, type JudgedDoor } from '../access/doors.ts';
import { accessRequests } from '../access/host-view.ts';
import { predictEverybody, type Prediction } from '../access/predict.ts';
import type { OriginVerdict, WayIn } from '../plan/access-verdict.ts';
import { accounts } from '../facts/accounts.ts';
import type { Fact, Facts } from '../facts/fact.ts';
import { effectiveForAnybody, sshdEffective } from '../facts/sshd-effective.ts';
import type { SshDoor } from '../facts/ssh-doors.ts';
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
  /** The SSH daemon that lets in so, where it is another than the one that Keyturn changes. */
  readonly door?: string;
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

/** What the matrix is made of, and what may contradict it. */
export const matrixFacts: readonly Fact<unknown>[] = [
  ...accessRequests([]).map(({ fact }) => fact),
  ...contradictionFacts,
];

/** The matrix of one host; not known where the host did not show all of its configuration. */
export function accountMatrix(facts: Facts, unanswered: ReadonlySet<string>, managingAccount: string): AccountMatrix {
  const missing = matrixFacts.filter(({ name }) => unanswered.has(name)).map(({ name }) => name);
  if (missing.length > 0) return unseen(`the host gave no usable answer to the probes for ${missing.join(', ')}`);
  const { files } = facts.get(sshdFiles);
  const unread = files.filter(({ text }) => text === undefined).map(({ path }) => path);
  if (unread.length > 0) return unseen(`not readable: ${unread.join(', ')}`);
  const asked = effectiveForAnybody(facts.get(sshdEffective));
  if (!asked.known) return unseen(`sshd did not tell its configuration: ${asked.problem.trim()}`);
  const doors = judgedDoors(facts);
  // Where we came in by another door, the host's word for this one stands.
  const believed = doors.some(({ door }) => door.through) ? undefined : managingAccount;
  const rows = rowsOf(facts, managingAccount, believed);
  const { unlisted } = facts.get(accounts);
  return { known: true, rows: doors.reduce(withDoor(managingAccount), rows), unlisted };
}

/** What one daemon does with each account. `believed` is who logged in by it just now. */
function rowsOf(facts: Facts, managingAccount: string, believed: string | undefined): readonly AccountRow[] {
  const { main, files } = facts.get(sshdFiles);
  const settings = walkSshdConfig(new Map(files.map(({ path, text = '' }) => [path, text])), main);
  const predictions = predictEverybody({ facts, changes: [], managingAccount });
  return predictions.flatMap((prediction) => rowOf(prediction, settings, believed) ?? []);
}

/** The same rows with the ways through another door: the weakest of all counts for the account. */
function withDoor(managingAccount: string): (rows: readonly AccountRow[], judged: JudgedDoor) => readonly AccountRow[] {
  return (rows, judged) => {
    const { door } = judged;
    if (!judged.known) return rows.map((row) => besides(row, door, judged.why));
    const found = rowsOf(judged.facts, managingAccount, door.through ? managingAccount : undefined);
    const byAccount = new Map(found.map((row) => [row.account, row]));
    return rows.map((row) => {
      const ways = (byAccount.get(row.account)?.ways ?? []).filter(({ origin }) => !isLocal(door) || isWithin(origin));
      const named = ways.map((way) => ({
        ...way,
        door: doorName(door),
        reason: `by the SSH daemon on ${doorName(door)}: ${way.reason}`,
      }));
      return judgedBy(row.account, [...row.ways, ...named]) ?? row;
    });
  };
}

/** Whether a connection comes from the host itself. */
function isWithin({ kind, address }: Origin): boolean {
  return kind === 'loopback' || address === '::1' || address?.startsWith('127.') === true;
}

function unseen(reason: string): AccountMatrix {
  return { known: false, reason };
}

function rowOf(
  { account, origins, doubts, originsLeftOut }: Prediction,
  settings: readonly Setting[],
  believed: string | undefined,
): AccountRow | undefined {
  const own = account === believed;
  const ways = origins
    .map((verdict) => (own ? believable(verdict) : verdict))
    .map((verdict) => {
      const doubt = doubts.find(({ origin }) => origin === verdict.origin)?.gap;
      return wayOf(verdict, doubt, settings);
    })
    .map((way) => (originsLeftOut === 0 ? way : withoutAll(way, originsLeftOut)));
  return judgedBy(account, ways);
}

/** An account with its ways in, judged by the weakest; undefined where there are none. */
export function judgedBy(account: string, ways: readonly OriginWay[]): AccountRow | undefined {
  const order = (one: OriginWay): number => protections.indexOf(one.protection);
  const [weakest] = [...ways].sort((one, other) => order(one) - order(other));
  return weakest && { account, protection: weakest.protection, weakest, ways };
}

/** Of another daemon it is not known how it lets in. What is wrong stays wrong. */
function besides(row: AccountRow, door: SshDoor, why: string): AccountRow {
  const ways = row.ways.map((way): OriginWay => {
    if (way.protection !== 'protected' && way.protection !== 'refused') return way;
    const reason = `the SSH daemon on ${doorName(door)} may let in otherwise: ${why}; by this one ${way.way}: ${way.reason}`;
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
