// Pieces of schemas that several task types share.
import type { ListSchema, TextSchema } from './params.ts';

/** An account or group name that every file it goes into can hold as it is: no spaces, commas, quotes or wildcards. */
export const accountName = {
  type: 'string',
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,254}\\$?$',
} as const;

/** A list of names without repetitions. */
export function names(description: string, minItems = 1): ListSchema<TextSchema> {
  return {
    type: 'array',
    description,
    items: { ...accountName, description: 'A name on the host.' },
    minItems,
    uniqueItems: true,
  };
}
