// ajv's errors as diagnostics: which to tell, and where. The words are in schema-words.ts.
import type { ErrorObject } from 'ajv';
import { suggest, suggestion } from '../diagnostics/suggest.ts';
import { headOf, locate, type Located } from './locate.ts';
import type { YamlNode } from './node.ts';
import type { Problems } from './problems.ts';
import { textParam, wordsFor } from './schema-words.ts';

const branching = /\/(?:anyOf|oneOf)\/(\d+)\//;

/** Reports each error once, at its node; of alternatives only the one that the user meant, or what they have in common. */
export function reportSchemaErrors(
  errors: readonly ErrorObject[],
  root: Located,
  problems: Problems,
  skip: ReadonlySet<YamlNode>,
): void {
  const told = new Set<string>();
  const kept = withoutAlternatives(errors);
  const misspelt = new Set(kept.map(misspeltKey));
  for (const error of kept) {
    const at = locate(root, error.instancePath);
    // `host:` for `hosts:` is one mistake: an unknown key, not a missing one too.
    if (error.keyword === 'required' && misspelt.has(keyId(error, textParam(error, 'missingProperty')))) continue;
    const key = `${error.instancePath} ${error.keyword} ${JSON.stringify(error.params)}`;
    if (skip.has(at.node) || told.has(key)) continue;
    told.add(key);
    report(error, at, problems);
  }
}

function knownKeys(error: ErrorObject): readonly string[] {
  const properties: unknown = error.parentSchema?.['properties'];
  return properties instanceof Object ? Object.keys(properties) : [];
}

function keyId(error: ErrorObject, key: string): string {
  return `${error.instancePath}/${key}`;
}

/** For an unknown key the one that was meant. */
function misspeltKey(error: ErrorObject): string | undefined {
  if (error.keyword !== 'additionalProperties') return undefined;
  const known = knownKeys(error);
  const meant = suggest(textParam(error, 'additionalProperty'), known);
  return meant === undefined ? undefined : keyId(error, meant);
}

/** Drops what other errors say better: `if`, and the branches of `anyOf` and `oneOf` that the value was not meant for. */
function withoutAlternatives(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let kept = errors.filter(({ keyword }) => keyword !== 'if');
  for (const choice of errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    const inside = kept.filter((error) => isInside(error, choice));
    const branches = new Map<string, ErrorObject[]>();
    for (const error of inside) {
      const branch = branching.exec(error.schemaPath.slice(choice.schemaPath.lastIndexOf('/')))?.[1] ?? '0';
      branches.set(branch, [...(branches.get(branch) ?? []), error]);
    }
    const fitting = [...branches.values()].filter((branch) => !branch.some((error) => isWrongType(error, choice)));
    const dropped = new Set(fitting.length === 1 ? inside.filter((error) => !fitting[0]?.includes(error)) : inside);
    if (fitting.length === 1) dropped.add(choice);
    kept = kept.filter((error) => !dropped.has(error));
  }
  return kept;
}

function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  const below = error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`);
  return below && error.schemaPath.startsWith(`${choice.schemaPath}/`);
}

function isWrongType(error: ErrorObject, choice: ErrorObject): boolean {
  return error.keyword === 'type' && error.instancePath === choice.instancePath;
}

function report(error: ErrorObject, at: Located, problems: Problems): void {
  const owner = at.name === undefined ? '' : ` in ${at.name}`;
  if (error.keyword === 'additionalProperties') {
    const key = textParam(error, 'additionalProperty');
    const place = at.node.kind === 'map' ? at.node.entries.get(key)?.key : undefined;
    const known = knownKeys(error);
    problems.error('unknown-key', place ?? at.node, `unknown key "${key}"${owner}`, { help: suggestion(key, known) });
  } else if (error.keyword === 'required') {
    const key = textParam(error, 'missingProperty');
    problems.error('missing-key', headOf(at), `the key "${key}" is missing${owner}`, {
      help: helpForMissing(error, key),
    });
  } else {
    const { code, message, help } = wordsFor(error, at);
    problems.error(code, at.node.kind === 'scalar' ? at.node : headOf(at), message, { help });
  }
}

function helpForMissing(error: ErrorObject, key: string): string | undefined {
  const properties: unknown = error.parentSchema?.['properties'];
  const property: unknown =
    properties instanceof Object && Object.hasOwn(properties, key) ? Reflect.get(properties, key) : {};
  const description: unknown = property instanceof Object ? Reflect.get(property, 'description') : undefined;
  return typeof description === 'string' ? description : undefined;
}
