// What a schema's keyword means in words. A message says what must be and what is; help says what to write.
import type { ErrorObject } from 'ajv';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { suggestion } from '../diagnostics/suggest.ts';
import type { Located } from './locate.ts';
import { describe, toValue } from './node.ts';

/** A problem without its place. */
export interface Words {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string | undefined;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
};

/** A parameter of an error as text. */
export function textParam(error: ErrorObject, name: string): string {
  const value: unknown = error.params[name];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function either(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1) ?? ''}`;
}

function typeOf(error: ErrorObject): string {
  const type: unknown = error.params['type'];
  const types = Array.isArray(type) ? type.map(String) : String(type).split(',');
  return either(types.map((name) => typeWords[name] ?? name));
}

/** A value as it may stand in a message. */
function shown({ node }: Located): string {
  if (node.kind !== 'scalar') return describe(node);
  const text = node.text.length > 60 ? `${node.text.slice(0, 60)}…` : node.text;
  return `"${text}"`;
}

function annotation(error: ErrorObject, name: string): unknown {
  return error.parentSchema?.[name];
}

/** The description of what is wanted, and an example of it, where the schema has them. */
function manual(error: ErrorObject): string | undefined {
  const description = annotation(error, 'description');
  const examples = annotation(error, 'examples');
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const words = typeof description === 'string' ? description : undefined;
  if (example === undefined) return words;
  const sample = `for example: ${typeof example === 'string' ? example : JSON.stringify(example)}`;
  return words === undefined ? sample : `${words} (${sample})`;
}

const bounds: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
};

const counts: Readonly<Record<string, readonly [string, string]>> = {
  minLength: ['at least', 'characters'],
  maxLength: ['at most', 'characters'],
  minItems: ['at least', 'items'],
  maxItems: ['at most', 'items'],
  minProperties: ['at least', 'keys'],
  maxProperties: ['at most', 'keys'],
};

function countWords(error: ErrorObject, name: string): Words | undefined {
  const [bound, unit] = counts[error.keyword] ?? [];
  if (bound === undefined || unit === undefined) return undefined;
  const limit = textParam(error, 'limit');
  const empty = limit === '1' && bound === 'at least';
  const message = empty ? `${name} must not be empty` : `${name} must have ${bound} ${limit} ${unit}`;
  return { code: 'bad-value', message, help: manual(error) };
}

function choiceWords(error: ErrorObject, name: string, at: Located): Words {
  const values: readonly unknown[] = Array.isArray(error.params['allowedValues'])
    ? error.params['allowedValues']
    : [error.params['allowedValue']];
  const words = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const help = at.node.kind === 'scalar' ? suggestion(at.node.text, words, 'allowed') : undefined;
  return { code: 'bad-value', message: `${name} cannot be ${shown(at)}`, help: help ?? `allowed: ${words.join(', ')}` };
}

/** Types of the branches of an `anyOf`, for a value that fits none. */
function branchTypes(error: ErrorObject): string {
  const branches: unknown = error.schema;
  if (!Array.isArray(branches)) return '';
  const types = branches.flatMap((branch: unknown) => {
    const type: unknown = branch instanceof Object ? Reflect.get(branch, 'type') : undefined;
    return Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : [];
  });
  return either(types.map((type) => typeWords[type] ?? type));
}

function alternativeWords(error: ErrorObject, name: string, at: Located): Words {
  const types = branchTypes(error);
  if (types === '') return { code: 'bad-value', message: `${name} cannot be ${shown(at)}`, help: manual(error) };
  return { code: 'wrong-type', message: `${name} must be ${types}, not ${describe(at.node)}`, help: manual(error) };
}

/** Words for any keyword but `required` and `additionalProperties`. */
export function wordsFor(error: ErrorObject, at: Located): Words {
  const name = at.name ?? 'this';
  const bound = bounds[error.keyword];
  if (bound !== undefined) {
    const message = `${name} must be ${bound} ${textParam(error, 'limit')}, not ${shown(at)}`;
    return { code: 'bad-value', message, help: manual(error) };
  }
  const counted = countWords(error, name);
  if (counted !== undefined) return counted;
  switch (error.keyword) {
    case 'type':
      return typeMessage(error, name, at);
    case 'enum':
    case 'const':
      return choiceWords(error, name, at);
    case 'anyOf':
    case 'oneOf':
      return alternativeWords(error, name, at);
    case 'uniqueItems':
      return { code: 'bad-value', message: `${name} has the same item twice`, help: manual(error) };
    case 'propertyNames':
      return { code: 'bad-value', message: `${name} cannot have a key "${textParam(error, 'propertyName')}"` };
    case 'dependencies':
    case 'dependentRequired':
      return {
        code: 'missing-key',
        message: `the key "${textParam(error, 'missingProperty')}" must stand beside "${textParam(error, 'property')}"`,
      };
    default:
      return { code: 'bad-value', message: `${name} cannot be ${shown(at)}`, help: manual(error) };
  }
}

function typeMessage(error: ErrorObject, name: string, at: Located): Words {
  const wanted = typeOf(error);
  const message = `${name} must be ${wanted}, not ${describe(at.node)}`;
  if (wanted === 'text' && at.node.kind === 'scalar' && toValue(at.node) !== null) {
    return { code: 'wrong-type', message, help: `put it in quotes: "${at.node.text}"` };
  }
  if (wanted === 'a list' && at.node.kind === 'scalar' && at.node.value !== null) {
    return { code: 'wrong-type', message, help: `write [${at.node.text}]` };
  }
  return { code: 'wrong-type', message, help: manual(error) };
}
