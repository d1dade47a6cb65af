// keyturn inventory: shows an inventory in the shapes of ansible-inventory.
import { Command } from 'commander';
import { InputError, UsageError } from '../diagnostics/errors.ts';
import { formatDiagnostics } from '../diagnostics/format.ts';
import { suggestion } from '../diagnostics/suggest.ts';
import { readText } from '../documents/read.ts';
import { hostVars, toAnsibleJson, toGraph } from '../inventory/ansible-json.ts';
import type { Inventory } from '../inventory/host.ts';
import { loadInventory } from '../inventory/load.ts';
import { selectHosts } from '../inventory/select.ts';
import type { CommandContext } from './context.ts';

interface InventoryFlags {
  readonly inventory: string;
  readonly limit?: string;
  readonly list?: boolean;
  readonly graph?: boolean;
  readonly host?: string;
}

/** `keyturn inventory -i FILE [-l LIMIT] --list | --graph | --host HOST` */
export function inventoryCommand(context: CommandContext): Command {
  return new Command('inventory')
    .description('show the hosts, groups and variables of an inventory, as ansible-inventory does')
    .requiredOption('-i, --inventory <file>', 'the inventory, - for standard input')
    .option('-l, --limit <pattern>', 'show only these hosts')
    .option('--list', 'all hosts and groups as JSON')
    .option('--graph', 'the groups as a tree')
    .option('--host <host>', 'the variables of one host as JSON')
    .action(async (flags: InventoryFlags) => {
      checkFlags(flags);
      const inventory = await read(context, flags.inventory);
      context.stdout.write(`${show(inventory, flags)}\n`);
    });
}

function checkFlags({ list, graph, host }: InventoryFlags): void {
  const chosen = [list, graph, host].filter((flag) => flag !== undefined && flag !== false);
  if (chosen.length !== 1) throw new UsageError('say what to show: --list, --graph or --host HOST, one of them');
}

async function read(context: CommandContext, file: string): Promise<Inventory> {
  const { text, source, diagnostics } = await readText(file, { ...context, kind: 'inventory' });
  if (text === undefined) throw new InputError(diagnostics, [source]);
  const loaded = loadInventory(text, file);
  if (loaded.inventory === undefined) throw new InputError(loaded.diagnostics, [source]);
  context.stderr.write(formatDiagnostics(loaded.diagnostics, { sources: [source] }));
  return loaded.inventory;
}

function show(inventory: Inventory, flags: InventoryFlags): string {
  const { limit, host } = flags;
  const only = limit === undefined ? undefined : new Set(selectHosts(inventory, limit).map(({ name }) => name));
  if (flags.graph === true) return toGraph(inventory, only);
  if (host === undefined) return JSON.stringify(toAnsibleJson(inventory, only), null, 4);
  const found = inventory.hosts.get(host);
  if (found !== undefined) return JSON.stringify(hostVars(found), null, 4);
  const help = suggestion(host, [...inventory.hosts.keys()]);
  throw new UsageError(`there is no host "${host}" in the inventory`, help === undefined ? {} : { help });
}
