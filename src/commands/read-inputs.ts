// The user's files, read and judged before anything is connected to: all problems of all files at once.
import { createHash } from 'node:crypto';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { InputError, UsageError } from '../diagnostics/errors.ts';
import { formatDiagnostics, hasErrors } from '../diagnostics/format.ts';
import type { SourceText } from '../diagnostics/source.ts';
import type { DocumentKind } from '../documents/limits.ts';
import { readText } from '../documents/read.ts';
import type { Host, Inventory } from '../inventory/host.ts';
import { loadInventory } from '../inventory/load.ts';
import { selectForRun } from '../inventory/select.ts';
import { loadPlaybook } from '../playbook/load.ts';
import type { Play } from '../playbook/play.ts';
import type { InputFile } from '../run/journal/journal.ts';
import { taskTypes } from '../tasks/index.ts';
import type { CommandContext } from './context.ts';
import type { PlayFlags } from './play-options.ts';

/** A play and the hosts that its pattern and `--limit` select, in the order of the inventory. */
export interface PlayWithHosts {
  readonly play: Play;
  readonly hosts: readonly Host[];
  readonly origin: PlayOrigin;
}

/** Where a play stands: in which playbook, as the user named it, and at which place among its plays, from 0. */
export interface PlayOrigin {
  readonly file: string;
  readonly text: string;
  readonly number: number;
}

/** All hosts, and the files that were read for what stands beside them. */
export interface ReadHosts {
  readonly inventory: Inventory;
  readonly files: readonly InputFile[];
}

/** What a run needs of the user's files. */
export interface Inputs extends ReadHosts {
  readonly plays: readonly PlayWithHosts[];
}

/** Reads the inventory alone, and selects its hosts. */
export async function readSelectedHosts(
  context: CommandContext,
  flags: Pick<PlayFlags, 'inventory' | 'limit'>,
): Promise<readonly Host[]> {
  return selectForRun((await readHosts(context, flags)).inventory, 'all', flags.limit);
}

/** Reads the inventory alone. */
export async function readHosts(context: CommandContext, flags: Pick<PlayFlags, 'inventory'>): Promise<ReadHosts> {
  const found = new Findings(context);
  const inventory = await loadHosts(found, flags.inventory);
  found.throwErrors();
  if (inventory === undefined) throw new TypeError('an inventory without errors loads');
  found.showWarnings();
  return { inventory, files: found.files };
}

function loadHosts(found: Findings, file: string): Promise<Inventory | undefined> {
  return found.load(file, 'inventory', (text) => {
    const { inventory: value, diagnostics } = loadInventory(text, file);
    return { value, diagnostics };
  });
}

/** Reads the inventory and all playbooks. Warnings go to stderr; errors reject with one InputError for all files. */
export async function readInputs(
  context: CommandContext,
  flags: Pick<PlayFlags, 'inventory' | 'limit'>,
  playbooks: readonly string[],
): Promise<Inputs> {
  if ([flags.inventory, ...playbooks].filter((file) => file === '-').length > 1) {
    throw new UsageError('standard input can be read only once', { help: 'give all files but one by their names' });
  }
  const found = new Findings(context);
  const inventory = await loadHosts(found, flags.inventory);
  const plays: Omit<PlayWithHosts, 'hosts'>[] = [];
  for (const file of playbooks) {
    const loaded = await found.load(file, 'playbook', (text) => {
      const { plays: read, diagnostics } = loadPlaybook(text, file, taskTypes);
      return { value: read.map((play, number) => ({ play, origin: { file, text, number } })), diagnostics };
    });
    plays.push(...(loaded ?? []));
  }
  found.throwErrors();
  if (inventory === undefined) throw new TypeError('an inventory without errors loads');
  found.showWarnings();
  const withHosts = plays.map((entry) => ({ ...entry, hosts: hostsOf(inventory, entry.play, flags.limit) }));
  return { inventory, plays: withHosts, files: found.files };
}

/** What was found in all files so far. */
class Findings {
  readonly #context: CommandContext;
  readonly #sources: SourceText[] = [];
  readonly #diagnostics: Diagnostic[] = [];

  constructor(context: CommandContext) {
    this.#context = context;
  }

  /** All files that were read, named as the user did. */
  get files(): readonly InputFile[] {
    return this.#sources.map(({ file, text }) => ({
      path: file,
      sha256: createHash('sha256').update(text, 'utf8').digest('hex'),
    }));
  }

  async load<T>(
    file: string,
    kind: DocumentKind,
    parse: (text: string) => { readonly value: T | undefined; readonly diagnostics: readonly Diagnostic[] },
  ): Promise<T | undefined> {
    const { text, source, diagnostics } = await readText(file, { ...this.#context, kind });
    this.#sources.push(source);
    this.#diagnostics.push(...diagnostics);
    if (text === undefined) return undefined;
    const parsed = parse(text);
    this.#diagnostics.push(...parsed.diagnostics);
    return parsed.value;
  }

  throwErrors(): void {
    if (hasErrors(this.#diagnostics)) throw new InputError(this.#diagnostics, this.#sources);
  }

  showWarnings(): void {
    if (this.#diagnostics.length === 0) return;
    this.#context.stderr.write(formatDiagnostics(this.#diagnostics, { sources: this.#sources }));
  }
}

function hostsOf(inventory: Inventory, play: Play, limit: string | undefined): readonly Host[] {
  const hosts = selectForRun(inventory, play.hosts, limit);
  if (hosts.length === 0 && limit !== undefined) {
    throw new UsageError(`--limit "${limit}" leaves none of the hosts of the play "${play.name}"`, {
      help: `the play is for "${play.hosts}"`,
    });
  }
  return hosts;
}
