// JSON schemas over located documents. Draft-07, strict, every error at once.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { toValue, type YamlNode } from './node.ts';
import type { Located } from './locate.ts';
import type { Problems } from './problems.ts';
import { reportSchemaErrors } from './schema-errors.ts';

/** A draft-07 JSON schema as data. */
export type SchemaObject = Readonly<Record<string, unknown>>;

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true, validateSchema: false });
ajv.addVocabulary(['markdownDescription']);

const compiled = new WeakMap<SchemaObject, ValidateFunction>();

/** Compiles once per schema object. Throws for a schema that ajv's strict mode refuses, which is a bug of ours. */
export function compileSchema(schema: SchemaObject): ValidateFunction {
  const known = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, known);
  return known;
}

/** Validates the value of a node and reports every problem. `skip` names nodes about which enough has been said. */
export function checkSchema(
  schema: SchemaObject,
  located: Located,
  problems: Problems,
  skip: ReadonlySet<YamlNode> = new Set(),
): boolean {
  const validate = compileSchema(schema);
  if (validate(toValue(located.node))) return true;
  const errors: readonly ErrorObject[] = validate.errors ?? [];
  reportSchemaErrors(errors, located, problems, skip);
  return false;
}
