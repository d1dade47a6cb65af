// docs/tasks.md: the manual of the task types, from their schemas.
import type { JsonSchema, TaskType } from '../../src/tasks/task-type.ts';

/** The page. Every property of a schema is a row; a schema without a description would show as an empty cell. */
export function tasksDoc(types: readonly TaskType<unknown>[]): string {
  const intro = [
    '# Task types',
    '',
    'Written by `npm run generate` from the schemas in `src/tasks/`: change those, not this page.',
    '',
    'A task says the desired state, not what to do: a host that is so already is left alone. All tasks of a play that concern logins are',
    'carried out together, proven by fresh logins, and reverted together if one of those is not as expected.',
    '',
  ];
  return [...intro, ...types.flatMap(taskSection)].join('\n');
}

function taskSection({ name, description, schema, example }: TaskType<unknown>): readonly string[] {
  return [
    `## ${name}`,
    '',
    description,
    '',
    '| parameter | type | required | meaning |',
    '| --- | --- | --- | --- |',
    ...rows(schema, ''),
    '',
    '```yaml',
    example.trimEnd(),
    '```',
    '',
  ];
}

function rows(schema: JsonSchema, prefix: string): readonly string[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(objectOf(schema['properties'])).flatMap(([name, value]) => {
    const property = objectOf(value);
    const meaning = typeof property['description'] === 'string' ? property['description'] : '';
    const cells = [`\`${prefix}${name}\``, typeText(property), required.includes(name) ? 'yes' : '', meaning];
    const inner = property['type'] === 'array' ? objectOf(property['items']) : property;
    const path = property['type'] === 'array' ? `${prefix}${name}[].` : `${prefix}${name}.`;
    return [`| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`, ...rows(inner, path)];
  });
}

function typeText(property: JsonSchema): string {
  if (Array.isArray(property['enum'])) return property['enum'].map((value) => `\`${String(value)}\``).join(', ');
  if (Array.isArray(property['anyOf'])) return property['anyOf'].map((one) => typeText(objectOf(one))).join(' or ');
  if (property['type'] === 'array') return `list of ${typeText(objectOf(property['items']))}`;
  return typeof property['type'] === 'string' ? property['type'] : '';
}

function objectOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}
