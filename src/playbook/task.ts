// One task: finds its type by key, and validates the parameters with the schema of that type only.
import { suggest, suggestion } from '../diagnostics/suggest.ts';
import { headOf } from '../documents/locate.ts';
import { describe, toValue, type MapEntry, type MapNode, type YamlNode } from '../documents/node.ts';
import type { Problems } from '../documents/problems.ts';
import { checkSchema, type SchemaObject } from '../documents/schema.ts';
import { taskKeywords } from './ansible-keywords.ts';
import { taskKeysSchema, taskProperties } from './frame.ts';
import type { Task } from './play.ts';

/** What the loader needs to know of a task type. */
export interface TaskSchema {
  readonly name: string;
  readonly schema: SchemaObject;
}

const taskKeys = Object.keys(taskProperties);

/** Reads tasks by the types it is given. */
export class TaskReader {
  private readonly types: ReadonlyMap<string, SchemaObject>;
  private readonly names: readonly string[];
  private readonly problems: Problems;
  private readonly skip: ReadonlySet<YamlNode>;

  /** `skip`: nodes about which enough has been said. */
  constructor(taskTypes: readonly TaskSchema[], problems: Problems, skip: ReadonlySet<YamlNode>) {
    this.types = new Map(taskTypes.map(({ name, schema }) => [name, schema]));
    this.names = [...this.types.keys()];
    this.problems = problems;
    this.skip = skip;
  }

  /** The task, or undefined when something is wrong with it, which is reported by then. */
  read(node: MapNode): Task | undefined {
    const known = [...node.entries.values()].filter(({ key }) => this.types.has(key.text));
    const [entry, second] = known;
    for (const { key } of node.entries.values()) this.checkKey(key.text, key, entry?.key.text);
    checkSchema(taskKeysSchema, { node, key: undefined, name: 'the task' }, this.problems, this.skip);
    if (second !== undefined && entry !== undefined) this.several(entry, second);
    if (entry === undefined) {
      this.missing(node);
      return undefined;
    }
    return this.task(node, entry);
  }

  private task(node: MapNode, { key, value }: MapEntry): Task | undefined {
    const type = key.text;
    const params = emptyMapForNothing(value);
    const schema = this.types.get(type) ?? {};
    const accepted = checkSchema(schema, { node: params, key, name: `"${type}"` }, this.problems, this.skip);
    const content = toValue(params);
    if (!accepted || !isRecord(content)) return undefined;
    const name = node.entries.get('name')?.value;
    const range = this.problems.source.range(key.start, key.end);
    return { name: name?.kind === 'scalar' ? name.text : type, type, params: content, range };
  }

  /** Reports a key that is neither a task type nor a key of tasks. `type` is the task's type if it has one. */
  private checkKey(name: string, place: MapEntry['key'], type: string | undefined): void {
    if (this.types.has(name) || taskKeys.includes(name)) return;
    if (taskKeywords.has(name)) {
      const help = taskKeywords.get(name);
      this.problems.error('unsupported-key', place, `keyturn has no "${name}" for tasks`, { help });
    } else if (type !== undefined) {
      const help = taskKeyHelp(name, type);
      this.problems.error('unknown-key', place, `unknown key "${name}" in a task`, { help });
    } else {
      this.problems.error('unknown-task-type', place, `unknown task type "${name}"`, { help: this.typeHelp(name) });
    }
  }

  private typeHelp(name: string): string | undefined {
    // `ansible.builtin.package` is `package`.
    const short = name.slice(name.lastIndexOf('.') + 1);
    const slip = suggest(name, taskKeys);
    if (slip !== undefined && suggest(name, this.names) === undefined) return `did you mean "${slip}"?`;
    return this.types.has(short) ? `did you mean "${short}"?` : suggestion(short, this.names, 'task types');
  }

  private several(first: MapEntry, second: MapEntry): void {
    const related = { place: first.key, message: 'the first task type is here' };
    const message = `a task has one task type, and this one has "${first.key.text}" and "${second.key.text}"`;
    this.problems.error('several-task-types', second.key, message, { related, help: 'make two tasks of it' });
  }

  /** A task that has nothing but keys that are fine, or keywords: the unknown ones have been told of already. */
  private missing(node: MapNode): void {
    const told = [...node.entries.keys()].some((name) => !taskKeys.includes(name));
    if (told) return;
    const help = this.names.length > 0 && this.names.length <= 24 ? `task types: ${this.names.join(', ')}` : undefined;
    const place = headOf({ node, key: undefined, name: undefined });
    this.problems.error('missing-task-type', place, 'the task does not say what to do', { help });
  }
}

function taskKeyHelp(name: string, type: string): string {
  const meant = suggest(name, taskKeys);
  return meant === undefined ? `is it a parameter? then indent it below "${type}:"` : `did you mean "${meant}"?`;
}

/** `type:` with nothing behind it is a task without parameters. */
function emptyMapForNothing(node: YamlNode): YamlNode {
  if (node.kind !== 'scalar' || describe(node) !== 'nothing') return node;
  return { kind: 'map', entries: new Map(), start: node.start, end: node.end };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
