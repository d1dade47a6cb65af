// The package's tree → ours. Aliases become shared nodes, never copies; what they would expand to is counted, not built.
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Alias,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { DocumentKind, Limits } from './limits.ts';
import { mergeInto } from './merge.ts';
import type { MapEntry, MapNode, ScalarNode, SeqNode, YamlNode } from './node.ts';
import type { Place, Problems } from './problems.ts';
import { plainValue } from './scalar.ts';
import { isCollectionTag, taggedValue } from './tags.ts';

/** A node that stands where something could not be read. */
const nothingAt = (place: Place): ScalarNode => ({ kind: 'scalar', value: null, text: '', ...place });

/** Converts one document. Problems are reported; what comes back is whole in shape even then. */
export class Converter {
  private readonly kind: DocumentKind;
  private readonly limits: Limits;
  private readonly problems: Problems;
  /** Undefined while the anchored node is still being read. */
  private readonly anchors = new Map<string, YamlNode | undefined>();
  /** Nodes below and including, with aliases expanded. Only kept for lists and maps. */
  private readonly sizes = new WeakMap<YamlNode, number>();
  private expanded = 0;

  constructor(kind: DocumentKind, limits: Limits, problems: Problems) {
    this.kind = kind;
    this.limits = limits;
    this.problems = problems;
  }

  /** `node` is whatever the package put there; null stands for an empty value. */
  convert(node: unknown, fallback: Place): YamlNode {
    if (isAlias(node)) return this.alias(node, fallback);
    if (!isScalar(node) && !isCollection(node)) return nothingAt(fallback);
    const place = placeOf(node, fallback);
    if (node.anchor === undefined) return this.content(node, place);
    if (this.kind !== 'inventory') this.refuseAliases(place, 'an anchor');
    this.anchors.set(node.anchor, undefined);
    const converted = this.content(node, place);
    this.anchors.set(node.anchor, converted);
    return converted;
  }

  private content(node: Scalar | YAMLMap | YAMLSeq, place: Place): YamlNode {
    if (isScalar(node)) return this.scalar(node, place);
    if (node.tag !== undefined && !isCollectionTag(node.tag)) this.badTag(node.tag, place);
    return isMap(node) ? this.map(node, place) : this.seq(node, place);
  }

  private scalar(node: Scalar, place: Place): ScalarNode {
    // The failsafe schema leaves every scalar text.
    const text = typeof node.value === 'string' ? node.value : '';
    if (node.tag !== undefined) {
      const tagged = taggedValue(node.tag, text, this.kind === 'inventory');
      if (tagged === undefined) this.badTag(node.tag, place);
      return { kind: 'scalar', value: text, text, ...tagged, ...place };
    }
    return { kind: 'scalar', value: node.type === 'PLAIN' ? plainValue(text) : text, text, ...place };
  }

  private seq(node: YAMLSeq, place: Place): SeqNode {
    const items = node.items.map((item) => this.convert(item, place));
    return this.sized({ kind: 'seq', items, ...place }, items);
  }

  private map(node: YAMLMap, place: Place): MapNode {
    const own = new Map<string, MapEntry>();
    const merged = new Map<string, MapEntry>();
    for (const pair of node.items) {
      const key = this.key(pair, place);
      if (key === undefined) continue;
      const value = this.convert(pair.value, { start: key.end, end: key.end });
      if (isMergeKey(pair.key)) this.merge(merged, key, value);
      else this.add(own, key, value);
    }
    // As in PyYAML: what is merged comes first, and the map's own keys win.
    const entries = merged.size === 0 ? own : new Map([...merged, ...own]);
    const values = Array.from(entries.values(), (entry) => entry.value);
    return this.sized({ kind: 'map', entries, ...place }, values, entries.size);
  }

  private key(pair: Pair, parent: Place): ScalarNode | undefined {
    const key = this.convert(pair.key, parent);
    if (key.kind === 'scalar' && key.value !== null) return key;
    const template = this.problems.source.text.startsWith('{{', key.start - 1);
    const help = template ? 'a value that starts with "{{" must be in quotes' : undefined;
    const message =
      key.kind === 'scalar' ? 'a key is empty' : `a key must be text, not ${key.kind === 'seq' ? 'a list' : 'a map'}`;
    this.problems.error('bad-key', key, message, { help });
    return undefined;
  }

  private add(entries: Map<string, MapEntry>, key: ScalarNode, value: YamlNode): void {
    const first = entries.get(key.text);
    if (first !== undefined) {
      const related = { place: first.key, message: 'the first one is here' };
      const message = `the key "${key.text}" stands twice in the same map`;
      if (this.kind !== 'inventory') this.problems.error('duplicate-key', key, message, { related });
      else this.problems.warning('duplicate-key', key, `${message}; the last one counts`, { related });
    }
    entries.set(key.text, { key, value });
  }

  private merge(entries: Map<string, MapEntry>, key: ScalarNode, value: YamlNode): void {
    if (this.kind !== 'inventory') {
      this.refuseAliases(key, 'a merge key');
    } else if (!mergeInto(entries, value)) {
      this.problems.error('bad-merge', key, 'a merge key takes a map or a list of maps');
    }
  }

  private alias(node: Alias, fallback: Place): YamlNode {
    const place = placeOf(node, fallback);
    if (this.kind !== 'inventory') {
      this.refuseAliases(place, 'an alias');
      return nothingAt(place);
    }
    const target = this.anchors.get(node.source);
    if (target === undefined) {
      const message = this.anchors.has(node.source)
        ? `the alias "*${node.source}" stands inside of its own anchor`
        : `there is no anchor "&${node.source}" above`;
      this.problems.error('unknown-alias', place, message);
      return nothingAt(place);
    }
    return this.withinLimit(this.sizeOf(target), place) ? target : nothingAt(place);
  }

  /** Whether so many more expanded nodes are allowed; reports the first time they are not. */
  private withinLimit(size: number, place: Place): boolean {
    const before = this.expanded;
    this.expanded += size;
    if (this.expanded <= this.limits.expandedNodes) return true;
    if (before <= this.limits.expandedNodes) {
      const message = `the aliases of the file stand for more than ${this.limits.expandedNodes} nodes`;
      this.problems.error('too-many-aliases', place, message);
    }
    return false;
  }

  private sizeOf(node: YamlNode): number {
    return this.sizes.get(node) ?? 1;
  }

  private sized<Node extends YamlNode>(node: Node, children: readonly YamlNode[], extra = 0): Node {
    let size = 1 + extra;
    for (const child of children) size += this.sizeOf(child);
    this.sizes.set(node, size);
    return node;
  }

  private refuseAliases(place: Place, what: string): void {
    const help = 'write the value out at each place';
    this.problems.error('alias-not-allowed', place, `a ${this.kind} may not have ${what}`, { help });
  }

  private badTag(tag: string, place: Place): void {
    const shown = tag.replace(/^tag:yaml\.org,2002:/, '!!');
    this.problems.error('bad-tag', place, `the tag "${shown}" is not understood here`);
  }
}

function placeOf(
  node: { readonly range?: readonly [number, number, number] | null | undefined },
  fallback: Place,
): Place {
  return node.range ? { start: node.range[0], end: node.range[1] } : fallback;
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN' && key.tag === undefined;
}
