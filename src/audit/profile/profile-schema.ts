// The schema of profiles, made of the rules. `npm run generate` writes it to schemas/, for editors.
import type { SchemaObject } from '../../documents/schema.ts';
import type { Rule } from '../rule.ts';
import { severities } from '../severity.ts';

/** The schema for editors, under a name of its own. */
export function publishedProfileSchema(rules: readonly Rule[]): SchemaObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:keyturn:schema:profile:1',
    title: 'Keyturn audit profile',
    description: 'Which rules an audit judges, how bad their findings are, and by what numbers.',
    ...profileSchema(rules),
  };
}

/** The schema of a profile that may choose among the rules. */
export function profileSchema(rules: readonly Rule[]): SchemaObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'rules'],
    properties: {
      name: { description: 'What reports call the profile.', type: 'string', minLength: 1, maxLength: 60 },
      description: { description: 'For whom it is, and why.', type: 'string' },
      rules: {
        description: 'The rules, by their ids; `keyturn audit --list-rules` shows all of them.',
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
      },
    },
  };
}

function ruleSchema({ title, parameters = {} }: Rule): SchemaObject {
  const numbers = Object.entries(parameters).map(([name, { description, least, most, default: usual }]) => [
    name,
    { description, type: 'integer', minimum: least, maximum: most, default: usual },
  ]);
  return {
    description: `${title}. Nothing behind the colon chooses the rule as it is.`,
    type: ['object', 'null'],
    additionalProperties: false,
    properties: {
      severity: { description: 'How bad its findings are.', enum: severities },
      ...(numbers.length > 0 && {
        parameters: {
          description: 'What counts as fine.',
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(numbers) as SchemaObject,
        },
      }),
    },
  };
}
