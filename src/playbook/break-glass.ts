// How somebody gets in where codes fail everywhere: a clock that went wrong, a module that an upgrade broke, a lost vault.
import { toValue, type MapNode } from '../documents/node.ts';
import type { SchemaObject } from '../documents/schema.ts';

/** At least one way that needs no code. */
export interface BreakGlass {
  /** Accounts that log in without a code and become root; one of them must on each host. */
  readonly accounts: readonly string[];
  /** A way that does not use SSH at all, in the user's words. */
  readonly outOfBand: string | undefined;
}

/** The schema of the keyword `break_glass` of a play. */
export const breakGlassSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  description:
    'How somebody gets in where codes fail. A play that makes more than one host ask for codes needs it, or --no-break-glass.',
  properties: {
    accounts: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$' },
      description: 'Exempt accounts that become root. On each host one of them must get in without a code.',
      examples: [['rescue']],
    },
    out_of_band: {
      type: 'string',
      minLength: 1,
      description: 'A way in that is not SSH, in your own words. Nobody can check it but you.',
      examples: ["the provider's serial console, see the runbook"],
    },
  },
} as const satisfies SchemaObject;

/** Reads the keyword of a play that the frame's schema has accepted; undefined where it is missing or was refused. */
export function breakGlassOf(play: MapNode): BreakGlass | undefined {
  const node = play.entries.get('break_glass')?.value;
  if (node?.kind !== 'map') return undefined;
  const value = (name: string): unknown => {
    const entry = node.entries.get(name)?.value;
    return entry === undefined ? undefined : toValue(entry);
  };
  const [accounts, outOfBand] = [value('accounts'), value('out_of_band')];
  return {
    accounts: Array.isArray(accounts) ? accounts.filter((name) => typeof name === 'string') : [],
    outOfBand: typeof outOfBand === 'string' ? outOfBand : undefined,
  };
}
