// Jinja in values. Until Keyturn has an expression grammar, text with templates must not be taken as it stands.
import type { ScalarNode, YamlNode } from './node.ts';

/** Whether a scalar is text that Ansible would evaluate. */
export function isTemplate(node: ScalarNode): boolean {
  return typeof node.value === 'string' && node.tag === undefined && /\{\{|\{%/.test(node.value);
}

/** The scalars below a node (keys left out) that satisfy a test. Shared nodes are visited each time. */
export function* scalarsWhere(node: YamlNode, test: (scalar: ScalarNode) => boolean): Generator<ScalarNode> {
  if (node.kind === 'seq') for (const item of node.items) yield* scalarsWhere(item, test);
  else if (node.kind === 'map') for (const { value } of node.entries.values()) yield* scalarsWhere(value, test);
  else if (test(node)) yield node;
}
