// The frame of a playbook: what a play and a task are made of, as schemas. The loader validates with them, and the schema for editors
// is built from them.
import type { SchemaObject } from '../documents/schema.ts';
import { breakGlassSchema } from './break-glass.ts';

/** The keys of a task beside its task type. */
export const taskProperties = {
  name: { type: 'string', minLength: 1, description: 'What the task is for, as shown in plans and results.' },
} as const satisfies SchemaObject;

const batchSize = {
  type: ['integer', 'string'],
  minimum: 1,
  pattern: '^(?:[1-9][0-9]{0,5}|(?:[1-9][0-9]?|100)%)$',
} as const satisfies SchemaObject;

const playProperties = {
  name: { type: 'string', minLength: 1, description: 'What the play is for, as shown in plans and results.' },
  hosts: {
    anyOf: [
      { type: 'string', minLength: 1 },
      { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
    ],
    description: 'Which hosts: a name, a group or a pattern such as web:!old, or a list of them.',
    examples: ['all', 'web:&staging'],
  },
  become: {
    type: 'boolean',
    default: false,
    description: 'Whether to become root with sudo. The variable ansible_become of a host wins over it.',
  },
  serial: {
    anyOf: [batchSize, { type: 'array', minItems: 1, items: batchSize }],
    description:
      'How many hosts at a time: a number, a percentage of all hosts of the play, or a list of them for one batch after another; the last one is repeated. All at once when it is missing.',
    examples: [10, '25%', [1, 5, '20%']],
  },
  max_fail_percentage: {
    type: 'number',
    minimum: 0,
    maximum: 100,
    description:
      'When more than this percentage of all hosts of the play have failed, no other host is begun. Unreachable hosts count, and so do those that were refused or reverted.',
  },
  any_errors_fatal: {
    type: 'boolean',
    default: false,
    description: 'Whether one host that failed is enough to begin no other.',
  },
  break_glass: breakGlassSchema,
} as const satisfies SchemaObject;

/** A play whose tasks are described by `tasks`. */
export function playSchema(tasks: SchemaObject): SchemaObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['hosts', 'tasks'],
    properties: {
      ...playProperties,
      tasks: {
        type: 'array',
        minItems: 1,
        items: tasks,
        description: 'The desired state of the hosts. All tasks of a play take effect together, or not at all.',
      },
    },
  };
}

/** A playbook whose tasks have not been looked at. */
export const frameSchema: SchemaObject = {
  type: 'array',
  minItems: 1,
  items: playSchema({ type: 'object', minProperties: 1 }),
};

/** The keys of a task beside its type, types left out. */
export const taskKeysSchema: SchemaObject = { type: 'object', properties: taskProperties };
