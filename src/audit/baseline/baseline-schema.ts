// The schema of baselines, made of the rules. `npm run generate` writes it to schemas/, for editors.
import type { SchemaObject } from '../../documents/schema.ts';
import type { Rule } from '../rule.ts';

/** The schema for editors, under a name of its own. */
export function publishedBaselineSchema(rules: readonly Rule[]): SchemaObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:keyturn:schema:baseline:1',
    title: 'Keyturn audit baseline',
    description: 'Findings of audits that somebody has accepted, until a day.',
    ...baselineSchema(rules),
  };
}

/** The schema of a baseline that may accept findings of the rules. */
export function baselineSchema(rules: readonly Rule[]): SchemaObject {
  const names = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } };
  return {
    type: 'object',
    additionalProperties: false,
    required: ['accepted'],
    properties: {
      accepted: {
        description: 'What is accepted; where several entries are about a finding, the first that is not over counts.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['rule', 'owner', 'reason', 'expires'],
          properties: {
            rule: { description: 'The id of the rule.', enum: rules.map(({ id }) => id) },
            hosts: { description: 'Names of hosts, with `*` and `?`; all hosts where it is left out.', ...names },
            accounts: { description: 'Only findings that are about these accounts and nobody else.', ...names },
            owner: { description: 'Who has accepted it, and is asked when it is over.', type: 'string', minLength: 1 },
            reason: { description: 'Why it is right, or cannot be helped.', type: 'string', minLength: 1 },
            expires: {
              description: 'The last day on which it counts (UTC): 2027-01-31.',
              type: 'string',
              pattern: '^20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$',
            },
          },
        },
      },
    },
  };
}
