// Reads one map of variables: keeps every value with its origin and says what is wrong with those that matter to a connection.
import { suggest } from '../diagnostics/suggest.ts';
import { describe, toValue, type MapEntry, type YamlNode } from '../documents/node.ts';
import type { Problems } from '../documents/problems.ts';
import { isTemplate, scalarsWhere } from '../documents/templates.ts';
import type { Variable } from './host.ts';
import { judgeVariable, unsupportedVariables } from './unsupported.ts';
import { checkKnownVariable, knownVariables } from './variables.ts';

const read: ReadonlySet<string> = new Set(knownVariables);
const judged: ReadonlySet<string> = new Set(unsupportedVariables);

/** Reads variables of one inventory; remembers what it has said so that a variable set on each of 5,000 hosts is told of once. */
export class VariableReader {
  private readonly problems: Problems;
  private readonly told = new Set<string>();
  /** Values of shared nodes (aliases) are made once. */
  private readonly values = new WeakMap<YamlNode, unknown>();

  constructor(problems: Problems) {
    this.problems = problems;
  }

  /** The variables of a map node, or of nothing at all. Anything else is reported. */
  read(node: YamlNode, owner: string): ReadonlyMap<string, Variable> {
    const variables = new Map<string, Variable>();
    if (node.kind === 'scalar' && node.value === null && node.tag === undefined) return variables;
    if (node.kind !== 'map') {
      const help = 'write "name: value" lines, indented below it';
      this.problems.error('wrong-type', node, `the variables of ${owner} must be a map, not ${describe(node)}`, {
        help,
      });
      return variables;
    }
    for (const [name, entry] of node.entries) variables.set(name, this.variable(name, entry));
    return variables;
  }

  private variable(name: string, { key, value }: MapEntry): Variable {
    const { source } = this.problems;
    const content = this.valueOf(value);
    if (read.has(name)) this.check(name, value, content);
    else if (name.startsWith('ansible_')) this.checkOther(name, { key, value }, content);
    else this.checkTemplate(name, value);
    return { value: content, origin: source.range(key.start, key.end) };
  }

  private valueOf(node: YamlNode): unknown {
    if (node.kind === 'scalar') return toValue(node);
    const value = this.values.get(node) ?? toValue(node);
    this.values.set(node, value);
    return value;
  }

  /** A variable that Keyturn reads. */
  private check(name: string, node: YamlNode, value: unknown): void {
    if (node.kind === 'scalar' && node.tag === 'vault') {
      const help = 'write the value in plain text: it is no secret';
      this.problems.error('encrypted-value', node, `${name} is encrypted with ansible-vault and cannot be read`, {
        help,
      });
    } else if (node.kind === 'scalar' && isTemplate(node)) {
      const help = 'write the value itself';
      this.problems.error('template', node, `templates are not supported yet, and ${name} holds one`, { help });
    } else {
      checkKnownVariable(name, node, value, this.problems);
    }
  }

  /** A variable of Ansible's that Keyturn does not read. */
  private checkOther(name: string, { key, value }: MapEntry, content: unknown): void {
    const verdict = judgeVariable(name, content);
    if (verdict !== undefined) {
      // By value too: one host of many may be reached differently. Passwords never get into a message.
      if (!this.first(`${name} ${verdict.effect} ${verdict.reason}`)) return;
      const end = verdict.effect === 'refuse' ? ': hosts with it cannot be managed' : '';
      this.problems.warning('unsupported-variable', key, `${name}: ${verdict.reason}${end}`, { help: verdict.help });
    } else if (!judged.has(name)) {
      const meant = suggest(name, knownVariables);
      if (meant === undefined) this.checkTemplate(name, value);
      else if (this.first(name))
        this.problems.warning('unknown-variable', key, `${name} is not a variable that keyturn reads`, {
          help: `did you mean "${meant}"?`,
        });
    }
  }

  /** Variables of the user's own are kept as they are written; nothing of Keyturn reads them today. */
  private checkTemplate(name: string, node: YamlNode): void {
    const [template] = scalarsWhere(node, isTemplate);
    if (template === undefined || !this.first(`template ${name}`)) return;
    const message = `templates are not supported yet: the text of "${name}" stays as it is written`;
    this.problems.warning('template', template, message);
  }

  private first(what: string): boolean {
    if (this.told.has(what)) return false;
    this.told.add(what);
    return true;
  }
}
