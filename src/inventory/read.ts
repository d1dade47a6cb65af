// The document of an inventory → its graph. Follows ansible/plugins/inventory/yaml.py, but what Ansible skips with a warning is an
// error here: a skipped group is a host without its second factor.
import { suggestion } from '../diagnostics/suggest.ts';
import { describe, type MapEntry, type ScalarNode, type YamlNode } from '../documents/node.ts';
import type { Problems } from '../documents/problems.ts';
import { addChild, addGroup, addHost, emptyGraph, type GroupDraft, type InventoryGraph } from './graph.ts';
import { hostPattern } from './host-pattern.ts';
import { isGroupName } from './names.ts';
import { VariableReader } from './vars.ts';

const sections = ['hosts', 'children', 'vars'];

/** More than this is no inventory of real machines, and would not fit into memory. */
const maxHosts = 200_000;

/** Reads the groups of a document into a graph. What is wrong is reported; the graph is whole even then. */
export function readInventory(root: YamlNode, problems: Problems): InventoryGraph {
  const reader = new InventoryReader(problems);
  reader.document(root);
  return reader.graph;
}

function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null && node.tag === undefined;
}

class InventoryReader {
  readonly graph = emptyGraph();
  private readonly problems: Problems;
  private readonly variables: VariableReader;
  private full = false;

  constructor(problems: Problems) {
    this.problems = problems;
    this.variables = new VariableReader(problems);
  }

  document(root: YamlNode): void {
    if (root.kind !== 'map') {
      const help = 'start with "all:" and "hosts:" below it';
      const message = `an inventory must be a map of groups, not ${describe(root)}`;
      this.problems.error('wrong-type', root, message, { help });
      return;
    }
    const plugin = root.entries.get('plugin');
    if (plugin?.value.kind === 'scalar') {
      const help = 'save the output of "ansible-inventory --list --yaml" and use that';
      this.problems.error('unsupported-key', plugin.key, 'inventory plugins are not supported', { help });
      return;
    }
    for (const { key, value } of root.entries.values()) {
      if (sections.includes(key.text)) this.outside(key);
      else this.group(key, value);
    }
  }

  private outside(key: ScalarNode): void {
    const help = 'put "all:" above it, and indent it below';
    this.problems.error('bad-group-name', key, `"${key.text}:" stands outside of any group`, { help });
  }

  private group(key: ScalarNode, node: YamlNode): GroupDraft | undefined {
    const name = key.text;
    if (!isGroupName(name)) {
      const help = 'letters, digits and . _ - are allowed';
      this.problems.error('bad-group-name', key, `"${name}" is not a group name`, { help });
      return undefined;
    }
    const group = addGroup(this.graph, name, key);
    if (node.kind === 'map') for (const [section, entry] of node.entries) this.section(group, section, entry);
    else if (!isNothing(node)) this.notAGroup(name, node);
    return group;
  }

  private notAGroup(name: string, node: YamlNode): void {
    const help = 'write "hosts:" or "children:" below it';
    this.problems.error('wrong-type', node, `the group "${name}" must be a map, not ${describe(node)}`, { help });
  }

  private section(group: GroupDraft, name: string, { key, value }: MapEntry): void {
    if (name === 'vars') this.groupVars(group, value);
    else if (name === 'hosts')
      this.named(group, key, value, (host, vars) => {
        this.hosts(group, host, vars);
      });
    else if (name === 'children')
      this.named(group, key, value, (child, content) => {
        this.child(group, child, content);
      });
    else {
      const help = suggestion(name, sections, 'a group has');
      this.problems.error('unknown-key', key, `the group "${group.name}" has an unknown key "${name}"`, { help });
    }
  }

  /** Hosts and children are maps; a single name may stand for a map with that name only. */
  private named(
    group: GroupDraft,
    key: ScalarNode,
    node: YamlNode,
    each: (key: ScalarNode, node: YamlNode) => void,
  ): void {
    if (node.kind === 'map') for (const entry of node.entries.values()) each(entry.key, entry.value);
    else if (node.kind === 'scalar' && typeof node.value === 'string') each(node, { ...node, value: null, text: '' });
    else if (!isNothing(node)) {
      const help = node.kind === 'seq' ? 'write "name:" instead of "- name"' : undefined;
      const message = `"${key.text}" of the group "${group.name}" must be a map, not ${describe(node)}`;
      this.problems.error('wrong-type', node, message, { help });
    }
  }

  private groupVars(group: GroupDraft, node: YamlNode): void {
    for (const [name, variable] of this.variables.read(node, `the group "${group.name}"`)) {
      if (name !== 'ansible_group_priority') group.vars.set(name, variable);
      else if (typeof variable.value === 'number') group.priority = variable.value;
    }
  }

  private child(group: GroupDraft, key: ScalarNode, node: YamlNode): void {
    const child = this.group(key, node);
    if (child === undefined) return;
    if (child.name === 'all') this.problems.error('group-loop', key, 'the group "all" cannot be inside of another');
    else addChild(group, child, key);
  }

  private hosts(group: GroupDraft, key: ScalarNode, node: YamlNode): void {
    const pattern = hostPattern(key, this.problems);
    const variables = this.variables.read(node, `the host "${key.text}"`);
    if (pattern === undefined || this.full) return;
    for (const name of pattern.names) {
      const host = addHost(this.graph, name, group, key);
      if (pattern.port !== undefined) host.vars.set('ansible_port', pattern.port);
      for (const [variable, value] of variables) host.vars.set(variable, value);
    }
    if (this.graph.hosts.size > maxHosts) {
      this.full = true;
      this.problems.error('too-many-hosts', key, `the inventory has more than ${maxHosts} hosts`);
    }
  }
}
