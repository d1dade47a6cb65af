// State files that make a code easier to guess or to replay than it need be: those of people who enrolled themselves, mostly.
import { causes } from '../causes/causes.ts';
import type { Facts } from '../facts/fact.ts';
import { stateFiles, type StateFile } from '../facts/state-files.ts';
import { parseStateFile } from '../formats/state-file.ts';
import type { AccessVerdict } from '../plan/access-verdict.ts';
import type { Warning } from '../plan/warning.ts';

/** A warning for every weakness, with the accounts that need a code after the plan and have it. */
export function weakStateWarnings(facts: Facts, access: readonly AccessVerdict[]): readonly Warning[] {
  const needed = new Set(access.filter(({ after }) => after.includes('code')).map(({ account }) => account));
  const concerned = facts.get(stateFiles).files.filter(({ account, file }) => {
    return needed.has(account) && file.kind === 'regular';
  });
  return weaknesses.flatMap(({ isIn, message, help }) => {
    const own = concerned.filter((file) => isIn(optionsOf(file))).map(({ account }) => `"${account}"`);
    if (own.length === 0) return [];
    const who = own.length > 3 ? `${own.slice(0, 3).join(', ')} and ${own.length - 3} more` : own.join(', ');
    return [{ cause: causes.weakStateFile, message: `${message}: ${who}`, help }];
  });
}

/** Options by name, with their parameters; of several of one name the first, as the module reads them. */
type Options = ReadonlyMap<string, readonly string[]>;

function optionsOf({ options }: StateFile): Options {
  // The parser takes the first line for the secret, which never leaves the host.
  const lines = parseStateFile(['', ...options].join('\n'));
  const named = lines.flatMap((line) => (line.kind === 'option' ? [[line.name, line.params] as const] : []));
  return new Map(named.reverse());
}

interface Weakness {
  readonly isIn: (options: Options) => boolean;
  readonly message: string;
  readonly help: string;
}

const isTimed = (options: Options): boolean => !options.has('HOTP_COUNTER') && options.has('TOTP_AUTH');

const weaknesses: readonly Weakness[] = [
  {
    isIn: (options) => isTimed(options) && !options.has('DISALLOW_REUSE'),
    message: 'whoever sees a code typed can use it once more within its time (no DISALLOW_REUSE in the state file)',
    help: 'add a line `" DISALLOW_REUSE` behind the first one',
  },
  {
    isIn: (options) => !isLimited(options.get('RATE_LIMIT')),
    message: 'codes can be guessed faster than three in 30 s (RATE_LIMIT in the state file)',
    help: 'have a line `" RATE_LIMIT 3 30` behind the first one',
  },
  {
    isIn: (options) => number(options.get('WINDOW_SIZE')?.[0], 3) > (isTimed(options) ? 3 : 10),
    message: 'more codes than the three of a minute and a half are taken at any time (WINDOW_SIZE in the state file)',
    help: 'have a line `" WINDOW_SIZE 3`, and clocks that are right',
  },
  {
    isIn: (options) => isTimed(options) && number(options.get('STEP_SIZE')?.[0], 30) !== 30,
    message: 'codes change in another rhythm than 30 s, which few apps follow (STEP_SIZE in the state file)',
    help: 'enrol the account anew: move the state file away, and run the play again',
  },
];

/** At most three tries in 30 seconds, or the same over another time. */
function isLimited(params: readonly string[] | undefined): boolean {
  const [tries, seconds] = [number(params?.[0], 0), number(params?.[1], 0)];
  return tries > 0 && seconds > 0 && tries * 30 <= seconds * 3;
}

function number(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}
