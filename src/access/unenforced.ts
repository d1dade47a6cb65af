// A policy that is reported and not enforced: by the model somebody in its scope gets in with less, from somewhere.
import { causes, type RefusalId } from '../causes/causes.ts';
import { clock } from '../facts/clock.ts';
import type { Facts } from '../facts/fact.ts';
import { accounts, everybodyKnown } from '../facts/accounts.ts';
import { pamService } from '../facts/pam-service.ts';
import { stateFiles } from '../facts/state-files.ts';
import type { Change } from '../plan/change.ts';
import { enrolledState } from './enrolled.ts';
import type { Gap } from './gap.ts';
import { originText } from './origin.ts';
import { demandOf, type CodeDemand } from './pam/demand.ts';
import { plannedText } from './pam/view.ts';
import type { OriginGap, Prediction } from './predict.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { TaskPlan } from '../plan/task-plan.ts';
import { asksForCode, type Policy } from '../policies/policy.ts';

/** Who needs what after a plan. */
export type Demand = NonNullable<TaskPlan['demand']>;

/**
 * A refusal for every line by which accounts of the demand would get in with less, or might. The predictions were made for it. A PAM
 * service that is weak for them all is one whether or not anybody gets past it today: where the host lists all accounts, for those of the
 * demand, else for anybody.
 */
export function unenforcedRefusals(
  facts: Facts,
  changes: readonly Change[],
  predictions: readonly Prediction[],
  { policy, accounts: concerned }: Demand,
): readonly Refusal[] {
  if (concerned.length === 0) return [];
  const inScope = new Set(concerned);
  const service = facts.get(pamService);
  const people = everybodyKnown(facts.get(accounts), ({ name }) => inScope.has(name));
  const { code } = demandOf(service, plannedText(service, changes), people);
  const open = openings(predictions.filter(({ account }) => inScope.has(account)));
  const refusals = open.map((opening) => gracedRefusal(facts, opening) ?? refusalOf(opening, code, policy));
  if (code.demand !== 'weak' || !asksForCode(policy) || open.some(({ gap }) => gap.by === 'pam')) return refusals;
  const message = `${service.path} asks for a code, but ${code.reason}`;
  return [...refusals, { cause: code.cause, message, help: helpForPam(policy) }];
}

/** One line, with everybody whom it lets in, and from where. */
interface Opening {
  readonly gap: Gap;
  readonly accounts: readonly string[];
  readonly from: readonly OriginGap[];
}

function openings(predictions: readonly Prediction[]): readonly Opening[] {
  const found = new Map<string, Opening>();
  for (const { account, gaps } of predictions) {
    const own = new Map<string, OriginGap[]>();
    for (const one of gaps) own.set(keyOf(one), [...(own.get(keyOf(one)) ?? []), one]);
    for (const [key, from] of own) {
      const [first] = from;
      if (first === undefined) continue;
      const known = found.get(key) ?? { gap: first.gap, accounts: [], from };
      found.set(key, { ...known, accounts: [...known.accounts, account] });
    }
  }
  return [...found.values()];
}

function keyOf({ gap }: OriginGap): string {
  return JSON.stringify(gap);
}

/** Where it is the state files of all of them that ask for no code. */
function gracedRefusal(facts: Facts, { gap, accounts }: Opening): Refusal | undefined {
  if (gap.by !== 'pam') return undefined;
  const now = facts.get(clock).epochSeconds;
  const why = accounts.map((account) => {
    const enrolled = enrolledState(facts.get(stateFiles), account, now);
    return enrolled.state === 'valid' ? enrolled.graced : undefined;
  });
  const [first] = why;
  if (first === undefined || why.includes(undefined)) return undefined;
  return {
    cause: causes.gracePeriod,
    ...(accounts.length === 1 && accounts[0] !== undefined ? { account: accounts[0] } : {}),
    message: `${names(accounts)} must need a key and a code: ${first}`,
    help: 'remove such lines: the module needs none of them',
  };
}

function refusalOf({ gap, accounts, from }: Opening, code: CodeDemand, policy: Policy): Refusal {
  const [one] = accounts;
  const others = from.length > 1 ? ` and from ${from.length - 1} more` : '';
  const origin = from[0] === undefined ? '' : ` from ${originText(from[0].origin)}${others}`;
  const can = gap.sure ? 'could log in' : 'could perhaps log in';
  const because = gap.by === 'pam' ? pamReason(gap, code) : gap.line;
  return {
    cause: gap.by === 'pam' ? pamCause(code) : gap.cause,
    ...(accounts.length === 1 && one !== undefined ? { account: one } : {}),
    message: `${names(accounts)} must use ${policy.words.takes}, and ${can} with ${withWhat(gap)}${origin}: ${because}`,
    help: gap.by === 'pam' ? helpForPam(policy) : helpForSshd,
  };
}

function helpForPam({ name }: Policy): string {
  return `add \`pam: {policy: ${name}}\` to the play: it writes the lines, or names the edit that is right; or exempt the accounts`;
}

const helpForSshd = 'let that line say what the plan writes, or exempt the accounts that it is for';

function names(accounts: readonly string[]): string {
  const shown = accounts.slice(0, 3).map((name) => `"${name}"`);
  return accounts.length > 3 ? `${shown.join(', ')} and ${accounts.length - 3} more` : shown.join(', ');
}

function withWhat({ factors }: Gap): string {
  if (factors.length === 0) return 'nothing of that';
  return factors.length === 1
    ? `a ${factors.join('')} alone`
    : [...factors].map((factor) => `a ${factor}`).join(' and ');
}

function pamCause(code: CodeDemand): RefusalId {
  if (code.demand === 'weak') return code.cause;
  return code.demand === 'none' ? causes.pamDoesNotAsk : causes.pastTheCode;
}

function pamReason({ line }: Gap, code: CodeDemand): string {
  if (code.demand === 'weak') return `${code.reason} (${line})`;
  return code.demand === 'none' ? `the PAM service of sshd asks for no code (${line})` : line;
}
