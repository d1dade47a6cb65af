// The user's files, read and judged before anything is connected to: all problems of all files at once.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { InputError, KeyturnError, UsageError } from '../diagnostics/errors.ts';
import { formatDiagnostics, hasErrors } from '../diagnostics/format.ts';
import { sourceText, type SourceText } from '../diagnostics/source.ts';
import type { Host, Inventory } from '../inventory/host.ts';
import { loadInventory } from '../inventory/load.ts';
import { selectHosts } from '../inventory/select.ts';
import { loadPlaybook } from '../playbook/load.ts';
import type { Play } from '../playbook/play.ts';
import { taskTypes } from '../tasks/index.ts';
import type { CommandContext } from './context.ts';
import type { PlayFlags } from './play-options.ts';

/** A play and the hosts that its pattern and `--limit` select, in the order of the inventory. */
export interface PlayWithHosts {
  readonly play: Play;
  readonly hosts: readonly Host[];
}

/** Reads the inventory and all playbooks. Warnings go to stderr; errors reject with one InputError for all files. */
export async function readInputs(
  context: CommandContext,
  flags: Pick<PlayFlags, 'inventory' | 'limit'>,
  playbooks: readonly string[],
): Promise<readonly PlayWithHosts[]> {
  const sources: SourceText[] = [];
  const diagnostics: Diagnostic[] = [];
  const text = async (file: string): Promise<string> => {
    const content = await readText(context, file);
    sources.push(sourceText(file, content));
    return content;
  };
  const { inventory, diagnostics: ofInventory } = loadInventory(await text(flags.inventory), flags.inventory);
  diagnostics.push(...ofInventory);
  const plays: Play[] = [];
  for (const file of playbooks) {
    const loaded = loadPlaybook(await text(file), file, taskTypes);
    diagnostics.push(...loaded.diagnostics);
    plays.push(...(loaded.plays ?? []));
  }
  if (hasErrors(diagnostics) || inventory === undefined) throw new InputError(diagnostics, sources);
  if (diagnostics.length > 0) context.stderr.write(`${formatDiagnostics(diagnostics, { sources })}\n`);
  return plays.map((play) => ({ play, hosts: hostsOf(inventory, play, flags.limit) }));
}

function hostsOf(inventory: Inventory, play: Play, limit: string | undefined): readonly Host[] {
  const hosts = selectHosts(inventory, play.hosts);
  if (limit === undefined) return hosts;
  const allowed = new Set(selectHosts(inventory, limit));
  const left = hosts.filter((host) => allowed.has(host));
  if (left.length === 0) {
    throw new UsageError(`--limit "${limit}" leaves none of the hosts of the play "${play.name}"`, {
      help: `the play is for "${play.hosts}"`,
    });
  }
  return left;
}

async function readText(context: CommandContext, file: string): Promise<string> {
  try {
    return await readFile(resolve(context.cwd, file), 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new KeyturnError(
      `cannot read ${file}: ${code === 'ENOENT' ? 'there is no such file' : (code ?? String(cause))}`,
      {
        cause,
      },
    );
  }
}
