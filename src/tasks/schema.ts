// Pieces of schemas that several task types share.
import type { Policy } from '../policies/policy.ts';
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

/** A policy by name, with what each of them means to the task. */
export function policyParam(known: readonly Policy[], meaningOf: (policy: Policy) => string) {
  const meanings = known.map((policy) => `\`${policy.name}\` ${meaningOf(policy)}`);
  return {
    type: 'string',
    description: `${meanings.join('; ')}.`,
    enum: known.map(({ name }) => name),
    examples: ['publickey+otp'],
  } as const;
}
