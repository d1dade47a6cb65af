// JSON pointers, as ajv gives them, to nodes.
import type { YamlNode } from './node.ts';
import type { Place } from './problems.ts';

/** A node with the key or the number it stands under. */
export interface Located {
  readonly node: YamlNode;
  /** The place of the key that leads to the node; undefined for list items and the root. */
  readonly key: Place | undefined;
  /** What a person calls it: `"hosts"`, `item 2 of "users"`; undefined for the root. */
  readonly name: string | undefined;
}

function step(from: Located, part: string): Located | undefined {
  const { node } = from;
  if (node.kind === 'seq') {
    const item = node.items[Number(part)];
    const name = `item ${Number(part) + 1}${from.name === undefined ? '' : ` of ${from.name}`}`;
    return item === undefined ? undefined : { node: item, key: undefined, name };
  }
  const entry = node.kind === 'map' ? node.entries.get(part) : undefined;
  return entry === undefined ? undefined : { node: entry.value, key: entry.key, name: `"${part}"` };
}

/** The node at a pointer below `root`, or its deepest ancestor that exists. */
export function locate(root: Located, pointer: string): Located {
  let found = root;
  for (const part of pointer.split('/').slice(1)) {
    const next = step(found, part.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (next === undefined) return found;
    found = next;
  }
  return found;
}

/** Where to point when something is missing in a node: at its key, else at its first key, else at its start. */
export function headOf({ node, key }: Located): Place {
  if (key !== undefined) return key;
  if (node.kind === 'map') for (const entry of node.entries.values()) return entry.key;
  return { start: node.start, end: Math.min(node.end, node.start + 1) };
}
