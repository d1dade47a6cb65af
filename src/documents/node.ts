// A YAML document as the rest of Keyturn sees it: plain data with offsets, aliases resolved by sharing, merge keys merged.

/** Where a node stands in its source text: offsets, the end exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** `text` is what the file says, quotes removed; `value` is what YAML 1.1 makes of it. */
export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly text: string;
  /** `vault`: encrypted with ansible-vault; `unsafe`: text in which templates mean nothing. */
  readonly tag?: 'vault' | 'unsafe';
}

/** A list. */
export interface SeqNode extends Span {
  readonly kind: 'seq';
  readonly items: readonly YamlNode[];
}

/** A map whose keys are text, in the order of the file, each key once. */
export interface MapNode extends Span {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
}

/** A key and its value. */
export interface MapEntry {
  readonly key: ScalarNode;
  readonly value: YamlNode;
}

export type YamlNode = ScalarNode | SeqNode | MapNode;

/** The value as JSON would have it. Safe for keys such as `__proto__`: every key becomes an own property. */
export function toValue(node: YamlNode): unknown {
  if (node.kind === 'seq') return node.items.map(toValue);
  if (node.kind === 'map') {
    return Object.fromEntries(Array.from(node.entries, ([key, entry]) => [key, toValue(entry.value)]));
  }
  if (node.tag === 'vault') return { __ansible_vault: node.text };
  return node.value;
}

/** What a person calls the type of a node. */
export function describe(node: YamlNode): string {
  if (node.kind === 'seq') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.tag === 'vault') return 'an encrypted value';
  if (node.value === null) return 'nothing';
  return { string: 'text', number: 'a number', boolean: 'yes or no' }[
    typeof node.value as 'string' | 'number' | 'boolean'
  ];
}
