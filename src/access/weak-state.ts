// State files that make a code easier to guess or to replay than it need be: those of people who enrolled themselves, mostly.
import { causes } from '../causes/causes.ts';
import type { Facts } from '../facts/fact.ts';
import { stateFiles } from '../facts/state-files.ts';
import { stateSettings, type StateSettings } from '../formats/state-settings.ts';
import type { AccessVerdict } from '../plan/access-verdict.ts';
import type { Warning } from '../plan/warning.ts';

/** A warning for every weakness, with the accounts that need a code after the plan and have it. */
export function weakStateWarnings(facts: Facts, access: readonly AccessVerdict[]): readonly Warning[] {
  const needed = new Set(access.filter(({ after }) => after.includes('code')).map(({ account }) => account));
  const concerned = facts.get(stateFiles).files.flatMap(({ account, file, text }) => {
    const isSeen = needed.has(account) && file.kind === 'regular' && text !== undefined;
    return isSeen ? [{ account, settings: stateSettings(text) }] : [];
  });
  return weaknesses.flatMap(({ isIn, message, help }) => {
    const own = concerned.filter(({ settings }) => isIn(settings)).map(({ account }) => `"${account}"`);
    if (own.length === 0) return [];
    const who = own.length > 3 ? `${own.slice(0, 3).join(', ')} and ${own.length - 3} more` : own.join(', ');
    return [{ cause: causes.weakStateFile, message: `${message}: ${who}`, help }];
  });
}

interface Weakness {
  readonly isIn: (settings: StateSettings) => boolean;
  readonly message: string;
  readonly help: string;
}

const weaknesses: readonly Weakness[] = [
  {
    isIn: ({ codes, forbidsReuse }) => codes === 'time' && !forbidsReuse,
    message:
      'somebody who sees a code typed can use it once more within its time (no DISALLOW_REUSE in the state file)',
    help: 'add a line `" DISALLOW_REUSE` behind the first one',
  },
  {
    isIn: ({ rateLimit }) => rateLimit === undefined || rateLimit.attempts * 30 > rateLimit.seconds * 3,
    message: 'codes can be guessed faster than three in 30 s (RATE_LIMIT in the state file)',
    help: 'have a line `" RATE_LIMIT 3 30` behind the first one',
  },
  {
    isIn: ({ codes, windowSize = 3 }) => windowSize > (codes === 'time' ? 3 : 10),
    message: 'more codes than the three of a minute and a half are taken at any time (WINDOW_SIZE in the state file)',
    help: 'have a line `" WINDOW_SIZE 3`, and clocks that are right',
  },
  {
    isIn: ({ codes, stepSize = 30 }) => codes === 'time' && stepSize !== 30,
    message: 'codes change in another rhythm than 30 s, which few apps follow (STEP_SIZE in the state file)',
    help: 'enrol the account anew: move the state file away, and run the play again',
  },
];
