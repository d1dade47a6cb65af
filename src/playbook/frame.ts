// The frame of a playbook: what a play and a task are made of, as schemas. The loader validates with them, and the schema for editors
// is built from them.
import type { SchemaObject } from '../documents/schema.ts';

/** The keys of a task beside its task type. */
export const taskProperties = {
  name: { type: 'string', minLength: 1, description: 'What the task is for, as shown in plans and results.' },
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
        description: 'What shall be so on the hosts. All tasks of a play take effect together, or not at all.',
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
