// Task types for the golden playbooks: few and fixed, so that the expected texts change only when the loader does.
import type { TaskSchema } from '../../src/playbook/task.ts';

const names = { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', pattern: '^[a-z_][a-z0-9_-]*$' } };

/** A task type with something of every keyword that real ones use. */
export const taskTypes: readonly TaskSchema[] = [
  {
    name: 'package',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: {
        name: {
          type: 'string',
          pattern: '^[a-z0-9][a-z0-9.+-]*$',
          description: 'The name of the package.',
          examples: ['libpam-google-authenticator'],
        },
        state: { enum: ['present', 'absent'], description: 'Whether it shall be there.' },
      },
    },
  },
  {
    name: 'sshd_config',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['settings'],
      properties: {
        settings: { type: 'object', minProperties: 1, additionalProperties: { type: ['string', 'integer', 'boolean'] } },
        users: { anyOf: [{ type: 'string', minLength: 1 }, names] },
        grace: { type: 'integer', minimum: 1, maximum: 120 },
        mode: { type: 'string', pattern: '^0?[0-7]{3,4}$', description: 'Permissions in octal.', examples: ['0644'] },
      },
    },
  },
  {
    name: 'enrol',
    schema: { type: 'object', additionalProperties: false, required: ['users'], properties: { users: names } },
  },
];
