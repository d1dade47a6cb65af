// Explicit YAML tags. Python objects and everything else that could construct something are refused by not being known.
import type { ScalarNode } from './node.ts';
import { plainValue } from './scalar.ts';

const standard = 'tag:yaml.org,2002:';

/** Tags that say what a value is anyway. */
const collectionTags: ReadonlySet<string> = new Set(['map', 'seq'].map((name) => standard + name));

type Content = Pick<ScalarNode, 'value' | 'tag'>;

/** Whether a list or map may carry this tag. */
export function isCollectionTag(tag: string): boolean {
  return collectionTags.has(tag);
}

/** The value of a tagged scalar; undefined when the tag is not understood or does not fit. */
export function taggedValue(tag: string, text: string, ansibleTags: boolean): Content | undefined {
  if (tag === `${standard}str` || tag === '!') return { value: text };
  if (ansibleTags && tag === '!unsafe') return { value: text, tag: 'unsafe' };
  if (ansibleTags && (tag === '!vault' || tag === '!vault-encrypted')) return { value: text, tag: 'vault' };
  const wanted = { int: 'number', float: 'number', bool: 'boolean', null: 'object' }[tag.replace(standard, '')];
  const value = plainValue(text);
  return typeof value === wanted ? { value } : undefined;
}
