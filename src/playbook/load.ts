// The way from the text of a playbook to plays, in two stages: first the frame, then every task by the schema of its own type. So one
// typing mistake gives one message, and all problems come at once.
import { UsageError } from '../diagnostics/errors.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { headOf } from '../documents/locate.ts';
import { toValue, type MapNode, type YamlNode } from '../documents/node.ts';
import { parseYaml } from '../documents/parse.ts';
import type { Problems } from '../documents/problems.ts';
import { checkSchema } from '../documents/schema.ts';
import { isTemplate, scalarsWhere } from '../documents/templates.ts';
import { parsePattern } from '../inventory/pattern.ts';
import { playKeywords } from './ansible-keywords.ts';
import { breakGlassOf } from './break-glass.ts';
import { frameSchema } from './frame.ts';
import { paceOf } from './pace.ts';
import type { Play, Task } from './play.ts';
import { TaskReader, type TaskSchema } from './task.ts';

/** `plays` is empty as soon as there is an error. */
export interface LoadedPlaybook {
  readonly plays: readonly Play[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads a playbook from its text. `file` is what diagnostics call it. Never throws for bad input. */
export function loadPlaybook(text: string, file: string, taskTypes: readonly TaskSchema[]): LoadedPlaybook {
  const { root, problems } = parseYaml(text, { file, kind: 'playbook' });
  if (root === undefined) return { plays: [], diagnostics: problems.diagnostics };
  const skip = reportTemplates(root, problems);
  if (root.kind !== 'seq') reportFrame(root, problems, skip);
  const known = withoutKeywords(root, problems);
  if (root.kind === 'seq') reportFrame(known, problems, skip);
  const tasks = new TaskReader(taskTypes, problems, skip);
  const plays = known.kind === 'seq' ? known.items.map((item) => readPlay(item, tasks, problems, skip)) : [];
  const whole = problems.hasErrors ? [] : plays.filter((play) => play !== undefined);
  return { plays: whole, diagnostics: problems.diagnostics };
}

function reportFrame(root: YamlNode, problems: Problems, skip: ReadonlySet<YamlNode>): void {
  checkSchema(frameSchema, { node: root, key: undefined, name: 'the playbook' }, problems, skip);
}

function reportTemplates(root: YamlNode, problems: Problems): ReadonlySet<YamlNode> {
  const templates = new Set<YamlNode>(scalarsWhere(root, isTemplate));
  for (const node of templates) {
    problems.error('template', node, 'templates are not supported yet', { help: 'write the value itself' });
  }
  return templates;
}

/** The playbook without Ansible's keywords for plays, which are reported: they are not typing mistakes. */
function withoutKeywords(root: YamlNode, problems: Problems): YamlNode {
  if (root.kind !== 'seq') return root;
  return { ...root, items: root.items.map((item) => (item.kind === 'map' ? knownKeys(item, problems) : item)) };
}

function knownKeys(play: MapNode, problems: Problems): MapNode {
  const entries = new Map(play.entries);
  for (const [name, { key }] of play.entries) {
    if (!playKeywords.has(name)) continue;
    problems.error('unsupported-key', key, `keyturn has no "${name}" for plays`, { help: playKeywords.get(name) });
    entries.delete(name);
  }
  return { ...play, entries };
}

function readPlay(
  node: YamlNode,
  reader: TaskReader,
  problems: Problems,
  skip: ReadonlySet<YamlNode>,
): Play | undefined {
  if (node.kind !== 'map') return undefined;
  const hosts = hostsOf(node, problems, skip);
  const tasks = tasksOf(node.entries.get('tasks')?.value, reader);
  if (hosts === undefined) return undefined;
  const name = node.entries.get('name')?.value;
  const become = node.entries.get('become')?.value;
  const place = headOf({ node, key: undefined, name: undefined });
  return {
    name: name?.kind === 'scalar' ? name.text : hosts,
    hosts,
    become: become !== undefined && toValue(become) === true,
    pace: paceOf(node),
    breakGlass: breakGlassOf(node),
    tasks,
    range: problems.source.range(place.start, place.end),
  };
}

function tasksOf(node: YamlNode | undefined, reader: TaskReader): readonly Task[] {
  if (node?.kind !== 'seq') return [];
  const tasks = node.items.map((item) =>
    item.kind === 'map' && item.entries.size > 0 ? reader.read(item) : undefined,
  );
  return tasks.filter((task) => task !== undefined);
}

/** The host pattern; a list of patterns counts as one with commas. */
function hostsOf(play: MapNode, problems: Problems, skip: ReadonlySet<YamlNode>): string | undefined {
  const node = play.entries.get('hosts')?.value;
  if (node === undefined || node.kind === 'map') return undefined;
  const parts = node.kind === 'seq' ? node.items : [node];
  if (!parts.every((part) => part.kind === 'scalar' && typeof part.value === 'string' && !skip.has(part)))
    return undefined;
  const pattern = parts.map((part) => (part.kind === 'scalar' ? part.text : '')).join(',');
  try {
    if (pattern !== '') parsePattern(pattern);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.error('bad-value', node, error.message, { help: error.help });
  }
  return pattern;
}
