// The schema of playbooks for editors, made of the frame and the task types. `npm run generate` writes it to schemas/.
import type { SchemaObject } from '../documents/schema.ts';
import { playSchema, taskProperties } from './frame.ts';

/** Part of the ids of the schemas: which releases understand them. */
export const schemaVersion = '0.1';

/** What the schema for editors needs to know of a task type. */
export interface DescribedTaskType {
  readonly name: string;
  readonly description: string;
  readonly schema: SchemaObject;
}

/**
 * The schema of playbooks for editors. Task types are properties of one task object, so that completion works and a mistake gives
 * one message instead of one per type.
 */
export function playbookSchema(taskTypes: readonly DescribedTaskType[]): SchemaObject {
  const types = Object.fromEntries(
    taskTypes.map(({ name, description, schema }) => [name, { ...schema, description }] as const),
  );
  const task = {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: Object.keys(taskProperties).length + 1,
    properties: { ...taskProperties, ...types },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `urn:keyturn:schema:playbook:${schemaVersion}`,
    title: 'Keyturn playbook',
    description: 'A list of plays: which hosts, and their desired state.',
    type: 'array',
    minItems: 1,
    items: playSchema(task),
  };
}
